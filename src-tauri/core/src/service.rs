//! Service cards: what a runbook's placeholders and the decision need to know of one service.
//!
//! A card is a Markdown file with front matter, kept and shared like a runbook. Its text is edited
//! line by line and never written anew, so that a team's own order and comments stay.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// A key that the form offers; a card may hold others.
pub struct Offered {
    /// What the card and placeholders call it.
    pub key: &'static str,
    /// What the form calls it.
    pub label: &'static str,
    /// An example or a word of help; empty for none.
    pub hint: &'static str,
}

/// The keys of the form, in groups, in the order of a page that is read under pressure.
pub const GROUPS: [(&str, &[Offered]); 6] = [
    (
        "What it is",
        &[
            offered("name", "Name", ""),
            offered("stack", "Stack", "nodejs, react, django"),
            offered(
                "platform",
                "Platform",
                "kubernetes, docker, systemd, pm2, cdn, static, nextjs",
            ),
            offered("repository", "Repository", ""),
            offered("health_url", "Health address", ""),
            offered("database", "Database", ""),
            offered("slo", "SLO", "99.9% of checkouts in 30 days"),
            offered("cost_per_minute", "Cost per minute of outage", ""),
        ],
    ),
    (
        "The way back",
        &[
            offered("rollback_command", "Rollback command", ""),
            offered("rollback_minutes", "Rollback takes (minutes)", "until users are served again"),
            offered("previous", "Previous artifact", "image, tag or release"),
        ],
    ),
    (
        "Switches",
        &[
            offered("flag", "Narrow: the risky part", "a flag, a route, a queue"),
            offered("whole_switch", "Whole: the service", "read-only or maintenance mode"),
            offered("maintenance", "Who may order maintenance mode", ""),
        ],
    ),
    (
        "How it is deployed",
        &[
            offered("deploy_method", "Deploy method", ""),
            offered("context", "Cluster context", ""),
            offered("namespace", "Namespace", ""),
            offered("deployment", "Deployment", ""),
            offered("worker_deployment", "Worker deployment", ""),
            offered("worker_app", "Worker application", ""),
            offered("queue", "Queue", ""),
            offered("cron", "Scheduled jobs", ""),
            offered("app", "Process or application name", ""),
            offered("unit", "systemd unit", ""),
            offered("image", "Image", ""),
            offered("host", "Host", ""),
            offered("bucket", "Bucket", ""),
            offered("cdn_distribution", "CDN distribution", ""),
            offered("cdn_purge", "CDN purge command", ""),
        ],
    ),
    (
        "People and phones",
        &[
            offered("owner", "Owner", "a team or a role"),
            offered("owner_phone", "Owner's phone", ""),
            offered("escalation", "Escalation phone numbers", "who comes next, and the number"),
            offered("status_page", "Status page", ""),
        ],
    ),
    (
        "Ways in",
        &[
            offered("way_in", "Way in without VPN", "bastion, console, break-glass account"),
            offered("dashboards", "Dashboards", ""),
        ],
    ),
];

const fn offered(key: &'static str, label: &'static str, hint: &'static str) -> Offered {
    Offered { key, label, hint }
}

/// What the form calls a key; a card's own key is called as it is.
pub fn label_of(key: &str) -> &str {
    let offered = || GROUPS.iter().flat_map(|(_, offered)| offered.iter());
    offered().find(|one| one.key == key).map_or(key, |one| one.label)
}

/// One service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its id: the file's name without `.md`.
    pub id: String,
    /// The keys of its front matter, as text.
    pub keys: BTreeMap<String, String>,
}

/// Why a card cannot be changed; the card is as it was.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CardError {
    #[error(
        "{key:?} is not a name for a card's key. The card is as it was. Use small letters, digits and underscores."
    )]
    Key { key: String },
    #[error(
        "{id:?} is not a name for a service. Nothing was stored. Use small letters, digits, hyphens and underscores."
    )]
    Name { id: String },
    #[error(
        "{value:?} is not a number of minutes. The card is as it was. Give whole minutes for {key}, or nothing."
    )]
    Minutes { key: String, value: String },
    #[error(
        "The lines between the two --- of the card cannot be read: {why}. The card is as it was. Mend its text first, then fill in {key} again."
    )]
    Unreadable { key: String, why: String },
    #[error("The value of {key} has a line break. The card is as it was. Keep it on one line.")]
    Line { key: String },
}

impl Card {
    /// Reads a card's text. Total: what cannot be read gives a card without keys.
    pub fn parse(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), keys: keys_of(text).unwrap_or_default() }
    }

    /// A key's value, where it has one.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.keys.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The name people use; the id where there is none.
    pub fn name(&self) -> &str {
        self.get("name").unwrap_or(&self.id)
    }

    /// How long a rollback takes, in whole minutes.
    pub fn rollback_minutes(&self) -> Option<i64> {
        self.get("rollback_minutes").and_then(|minutes| minutes.parse().ok())
    }
}

/// Whether a text can be a service's id.
pub fn check_id(id: &str) -> Result<(), CardError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !id.is_empty() && id.len() <= 64 && id.chars().all(fits) {
        Ok(())
    } else {
        Err(CardError::Name { id: id.to_owned() })
    }
}

/// Why the lines between the two `---` cannot be read, at the line of the text, from 1; none where
/// they can.
pub fn problem(text: &str) -> Option<(usize, String)> {
    let error = keys_of(text).err()?;
    let line = error.location().and_then(|location| usize::try_from(location.line()).ok());
    let why = error.without_snippet().to_string();
    let why = why.split(" at line ").next().unwrap_or_default().trim().trim_end_matches('.');
    // The first line of the front matter is the second of the text.
    Some((line.unwrap_or(1) + 1, why.to_owned()))
}

/// What is written below the front matter: notes on the service, in Markdown.
pub fn notes(text: &str) -> &str {
    match front_matter(text) {
        Some(yaml) => {
            let behind = text.get(end_of(text, yaml)..).unwrap_or_default();
            behind.split_once('\n').map_or("", |(_, notes)| notes)
        }
        None => text.strip_prefix(BOM).unwrap_or(text),
    }
}

/// A card's text with one key set; an empty value takes the key out.
///
/// Every byte that is not the key's own stays: other lines, comments, the notes, line ends and BOM.
///
/// # Errors
/// Where key or value cannot stand on a line, or the card's front matter cannot be read.
pub fn with_key(text: &str, key: &str, value: &str) -> Result<String, CardError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if key.is_empty() || !key.chars().all(fits) {
        return Err(CardError::Key { key: key.to_owned() });
    }
    let value = value.trim();
    if value.contains(|c: char| c.is_control() && c != '\t') {
        return Err(CardError::Line { key: key.to_owned() });
    }
    if key.ends_with("_minutes") && !value.is_empty() && value.parse::<u32>().is_err() {
        return Err(CardError::Minutes { key: key.to_owned(), value: value.to_owned() });
    }
    if let Some((_, why)) = problem(text) {
        return Err(CardError::Unreadable { key: key.to_owned(), why });
    }
    if Card::parse("", text).get(key).unwrap_or_default() == value {
        return Ok(text.to_owned());
    }
    let changed = with_line(text, key, value);
    // A text that YAML reads in a way of its own is not touched.
    match Card::parse("", &changed).get(key).unwrap_or_default() == value {
        true => Ok(changed),
        false => {
            let why = format!("{key} is written in a way that only a person can change");
            Err(CardError::Unreadable { key: key.to_owned(), why })
        }
    }
}

fn with_line(text: &str, key: &str, value: &str) -> String {
    let line = (!value.is_empty()).then(|| format!("{key}: {}", quoted(value)));
    let Some(yaml) = front_matter(text) else {
        let (bom, rest) = match text.strip_prefix(BOM) {
            Some(rest) => (BOM, rest),
            None => ("", text),
        };
        let end = if rest.contains("\r\n") { "\r\n" } else { "\n" };
        let line = line.map(|line| line + end).unwrap_or_default();
        return format!("{bom}---{end}{line}---{end}{rest}");
    };
    let start = end_of(text, yaml) - yaml.len();
    let end = if text[..start].ends_with("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = yaml.split_inclusive('\n').collect();
    let mut made = String::new();
    let mut placed = false;
    let mut at = 0;
    while let Some(old) = lines.get(at) {
        if key_in(old) != Some(key) {
            made += old;
            at += 1;
            continue;
        }
        let behind = at + extent(&lines[at..]);
        if let (false, Some(line)) = (placed, &line) {
            let said = old.trim_end_matches(['\r', '\n']);
            let comment = if behind == at + 1 { comment_in(said) } else { "" };
            made += &format!("{line}{comment}{}", &old[said.len()..]);
        }
        placed = true;
        at = behind;
    }
    if let (false, Some(line)) = (placed, line) {
        made += &format!("{line}{end}");
    }
    format!("{}{made}{}", &text[..start], &text[start + yaml.len()..])
}

/// The key that a line of the front matter begins.
fn key_in(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let begins = !key.starts_with([' ', '\t', '#', '-']);
    (begins && rest.starts_with([' ', '\t', '\r', '\n']))
        .then(|| key.trim_end().trim_matches(['"', '\'']))
}

/// How many lines the first one's value takes: what is indented below it, and the items of a list.
fn extent(lines: &[&str]) -> usize {
    let mut end = 1;
    for (at, line) in lines.iter().enumerate().skip(1) {
        let is_item = line.starts_with("- ") || line.trim_end() == "-";
        if line.trim().is_empty() {
            continue;
        }
        if !is_item && !line.starts_with([' ', '\t']) {
            break;
        }
        end = at + 1;
    }
    end
}

/// The comment behind a value, with the spaces before it.
fn comment_in(line: &str) -> &str {
    let value = line.find(':').map_or(line.len(), |at| at + 1);
    let value = value + (line[value..].len() - line[value..].trim_start().len());
    let quote = line[value..].chars().next().filter(|c| "\"'".contains(*c));
    let mut behind = value;
    if let Some(quote) = quote {
        let mut escaped = false;
        let mut letters = line[value..].char_indices().skip(1);
        let closing = letters.find(|(_, c)| {
            let ends = *c == quote && !escaped;
            escaped = quote == '"' && *c == '\\' && !escaped;
            ends
        });
        behind = closing.map_or(line.len(), |(at, _)| value + at + 1);
    }
    let Some(sign) = line[behind..].find(" #").map(|at| behind + at) else { return "" };
    let said = line[..sign].trim_end();
    &line[said.len()..]
}

const BOM: &str = "\u{feff}";

/// The lines between the opening and the closing `---`.
fn front_matter(text: &str) -> Option<&str> {
    let bare = text.strip_prefix(BOM).unwrap_or(text);
    let mut at = 0;
    let mut start = None;
    for line in bare.split_inclusive('\n') {
        match start {
            None if line.trim_end() != "---" || !line.ends_with('\n') => return None,
            None => start = Some(at + line.len()),
            Some(start) if matches!(line.trim_end(), "---" | "...") => {
                return bare.get(start..at);
            }
            Some(_) => {}
        }
        at += line.len();
    }
    None
}

/// Where a part of a text ends in it, in bytes.
fn end_of(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize + part.len()
}

fn keys_of(text: &str) -> Result<BTreeMap<String, String>, serde_saphyr::Error> {
    let yaml = front_matter(text).unwrap_or_default();
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_events: 4096, max_aliases: 0, max_anchors: 0 },
    };
    let read: Option<BTreeMap<String, serde_json::Value>> =
        serde_saphyr::from_str_with_options(yaml, options)?;
    let keys = read.unwrap_or_default().into_iter();
    Ok(keys.filter_map(|(key, value)| Some((key, plain(&value)?))).collect())
}

/// A value as one line: of a list its items.
fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => {
            Some(text.split('\n').collect::<Vec<_>>().join(" ").trim_end().to_owned())
        }
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Some(value.to_string()),
        serde_json::Value::Array(items) => {
            Some(items.iter().filter_map(plain).collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Object(_) => None,
    }
}

/// A plain scalar where YAML reads it back as the same text, else a quoted one.
fn quoted(value: &str) -> String {
    let plain_start = value.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let plain_rest = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '/' | '=' | '-' | '@'));
    let is_word =
        !matches!(value.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no");
    // A number is plain only in the one spelling that reads back the same: 007 is text.
    let is_itself = !value.starts_with(|c: char| c.is_ascii_digit())
        || value.parse::<u32>().is_ok_and(|number| number.to_string() == value);
    if plain_start && plain_rest && is_word && is_itself {
        value.to_owned()
    } else {
        serde_json::Value::from(value).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Card, notes, with_key};

    #[test]
    fn setting_a_key_leaves_every_other_line() {
        let text = "---\n# ours\nname: Shop API\nplatform: docker\n---\nRing the owner.\n";
        let text = with_key(text, "platform", "kubernetes").unwrap();
        assert_eq!(
            text,
            "---\n# ours\nname: Shop API\nplatform: kubernetes\n---\nRing the owner.\n"
        );
        let text = with_key(&text, "rollback_minutes", "5").unwrap();
        let card = Card::parse("shop-api", &text);
        assert_eq!(card.rollback_minutes(), Some(5));
        assert_eq!(card.name(), "Shop API");
    }

    #[test]
    fn any_one_line_value_reads_back_as_it_was_typed() {
        for value in
            ["a: b", "#1", "yes", "'x'", "\"q\"", "kubectl rollout undo x", "007", "é\\n", "-"]
        {
            let text = with_key("", "rollback_command", value).unwrap();
            let card = Card::parse("s", &text);
            assert_eq!(card.get("rollback_command"), Some(value), "{text}");
        }
    }

    #[test]
    fn what_the_form_does_not_own_stays_byte_for_byte() {
        let text = "\u{feff}---\r\n# ours\r\nname:  Shop   # in the shop\r\ndashboards:\r\n- one\r\n- two\r\n\r\nway_in: >\r\n  the bastion\r\n  host\r\n\"queue\": 'a''b'\t# kept\r\n---\r\nRing.\t\r\n\r\nno end";
        let card = Card::parse("shop", text);
        assert_eq!(card.get("dashboards"), Some("one, two"));
        assert_eq!(card.get("way_in"), Some("the bastion host"));
        assert_eq!(card.get("queue"), Some("a'b"));
        let set = |key, value| with_key(text, key, value).unwrap();
        assert_eq!(set("name", "Shop"), text);
        assert_eq!(set("name", "Till"), text.replace("name:  Shop ", "name: Till "));
        let lists = "dashboards:\r\n- one\r\n- two\r\n";
        assert_eq!(set("dashboards", "three"), text.replace(lists, "dashboards: three\r\n"));
        let ways = "way_in: >\r\n  the bastion\r\n  host\r\n";
        assert_eq!(set("way_in", ""), text.replace(ways, ""));
        assert_eq!(set("queue", "q"), text.replace("\"queue\": 'a''b'", "queue: q"));
        assert_eq!(set("host", "h"), text.replace("\r\n---\r\nRing", "\r\nhost: h\r\n---\r\nRing"));
        assert_eq!(notes(text), "Ring.\t\r\n\r\nno end");
        assert_eq!(with_key("Only notes", "name", "").unwrap(), "Only notes");
        assert_eq!(with_key("Notes", "name", "x").unwrap(), "---\nname: x\n---\nNotes");
    }

    #[test]
    fn a_card_that_cannot_be_read_is_not_written_into() {
        let text = "---\nname: [a\nqueue: b: c\n---\nNotes\n";
        assert_eq!(Card::parse("s", text).keys.len(), 0);
        assert!(super::problem(text).is_some_and(|(line, _)| line >= 2));
        let error = with_key(text, "queue", "q").unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }

    #[test]
    fn minutes_are_whole_numbers() {
        let error = with_key("", "rollback_minutes", "five").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"five\" is not a number of minutes. The card is as it was. Give whole minutes for rollback_minutes, or nothing."
        );
    }
}
