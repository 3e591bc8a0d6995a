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
    #[error("The value of {key} has a line break. The card is as it was. Keep it on one line.")]
    Line { key: String },
}

impl Card {
    /// Reads a card's text. Total: what is no front matter gives a card without keys.
    pub fn parse(id: &str, text: &str) -> Self {
        let keys = front_matter(text)
            .and_then(|yaml| {
                serde_saphyr::from_str::<BTreeMap<String, serde_json::Value>>(yaml).ok()
            })
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(key, value)| Some((key, plain(&value)?)))
            .collect();
        Self { id: id.to_owned(), keys }
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

/// A card's text with one key set; an empty value takes the key out. Every other line stays.
pub fn with_key(text: &str, key: &str, value: &str) -> Result<String, CardError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if key.is_empty() || !key.chars().all(fits) {
        return Err(CardError::Key { key: key.to_owned() });
    }
    let value = value.trim();
    if value.contains(['\n', '\r']) {
        return Err(CardError::Line { key: key.to_owned() });
    }
    if key.ends_with("_minutes") && !value.is_empty() && value.parse::<u32>().is_err() {
        return Err(CardError::Minutes { key: key.to_owned(), value: value.to_owned() });
    }
    let line = (!value.is_empty()).then(|| format!("{key}: {}", quoted(value)));
    let Some(yaml) = front_matter(text) else {
        let line = line.map(|line| line + "\n").unwrap_or_default();
        return Ok(format!("---\n{line}---\n{text}"));
    };
    let mut lines: Vec<String> = Vec::new();
    let mut placed = false;
    for old in yaml.lines() {
        if old.starts_with(&format!("{key}:")) {
            if !placed && let Some(line) = &line {
                lines.push(line.clone());
            }
            placed = true;
        } else {
            lines.push(old.to_owned());
        }
    }
    if !placed && let Some(line) = line {
        lines.push(line);
    }
    let start = yaml.as_ptr() as usize - text.as_ptr() as usize;
    let rest = &text[start + yaml.len()..];
    let body = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    Ok(format!("{}{body}{rest}", &text[..start]))
}

/// The lines between the opening and the closing `---`.
fn front_matter(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    if rest.starts_with("---") {
        return Some(&rest[..0]);
    }
    rest.find("\n---").map(|end| &rest[..=end])
}

fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Some(value.to_string()),
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
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
    use super::{Card, with_key};

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
    fn minutes_are_whole_numbers() {
        let error = with_key("", "rollback_minutes", "five").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"five\" is not a number of minutes. The card is as it was. Give whole minutes for rollback_minutes, or nothing."
        );
    }
}
