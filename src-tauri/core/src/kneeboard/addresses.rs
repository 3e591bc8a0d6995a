//! Addresses of web pages that stand in what is stored, word for word.
//!
//! What follows a link carries its address out of this machine. The window opens one at once where
//! somebody else has written it: a runbook that is shipped, the store before the window was opened,
//! another program since. It asks about any other.

use super::searching::Searching;
use super::{Kneeboard, Trouble};
use crate::store::Mark;

impl Kneeboard {
    /// How far this store is written now.
    pub fn mark(&self) -> Result<Mark, Trouble> {
        Ok(self.store.mark()?)
    }
}

impl Searching {
    /// Whether an address stood in a shipped runbook, the record or the library by then, or was
    /// written into the record by another program than the window since.
    pub fn has(&mut self, address: &str, by: &Mark) -> Result<bool, Trouble> {
        if self.shipped().iter().any(|one| stands_in(one.text, address)) {
            return Ok(true);
        }
        let reader = self.reader()?;
        let quoted = serde_json::Value::from(address).to_string();
        let escaped = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        Ok(reader.is_in_events(escaped, by, &|text| stands_in(text, escaped))?
            || reader.is_in_revisions(address, by, &|text| stands_in(text, address))?)
    }
}

/// Whether a text has this address, and not only another one that begins with it.
fn stands_in(text: &str, address: &str) -> bool {
    !address.is_empty()
        && text.match_indices(address).any(|(at, _)| ends(&text[at + address.len()..]))
}

/// Whether an address ends before this: at a bracket, a quote or a space, after the punctuation that
/// ends a sentence.
fn ends(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
    rest.chars().next().is_none_or(|next| {
        next.is_whitespace() || matches!(next, ')' | ']' | '}' | '>' | '<' | '"' | '`' | '|' | '\\')
    })
}

#[cfg(test)]
mod tests {
    use super::stands_in;

    #[test]
    fn an_address_is_known_as_a_whole_and_not_as_the_beginning_of_another() {
        let address = "https://grafana.example/d/1?a=b";
        for text in [
            "https://grafana.example/d/1?a=b",
            "See https://grafana.example/d/1?a=b.",
            "[the board](https://grafana.example/d/1?a=b)",
            "<https://grafana.example/d/1?a=b>",
            r#"{"text":"https://grafana.example/d/1?a=b\nand more"}"#,
            "https://grafana.example/d/1?a=bc https://grafana.example/d/1?a=b, then",
        ] {
            assert!(stands_in(text, address), "{text}");
        }
        for text in [
            "https://grafana.example/d/1?a=bc",
            "https://grafana.example/d/1?a=b&c=d",
            "https://grafana.example/d/1?a=b.c",
            "https://grafana.example/d/1",
            "",
        ] {
            assert!(!stands_in(text, address), "{text}");
        }
        assert!(!stands_in("https://grafana.example/", "https://grafana.ex"));
        assert!(!stands_in("anything", ""));
    }
}
