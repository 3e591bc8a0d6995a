//! Service cards: the list and the form.

use crate::incident::Incident;
use crate::markdown::{self, Block};
use crate::service::{self, Card, GROUPS};
use serde::Serialize;

/// A service in a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ServiceLine {
    pub id: String,
    pub name: String,
    pub stack: Option<String>,
    pub platform: Option<String>,
}

/// Every service, with the one that is open in the form.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct ServicesView {
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    pub services: Vec<ServiceLine>,
    pub card: Option<CardView>,
}

/// One card as a form.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CardView {
    pub id: String,
    pub name: String,
    /// The hash that what is changed in the form is saved upon.
    pub revision: String,
    /// How many newest revisions there are; two wait for a merge.
    pub heads: usize,
    /// Whether its text was typed into and not saved.
    pub has_draft: bool,
    /// Why its keys cannot be read.
    pub problem: Option<String>,
    pub groups: Vec<CardGroup>,
    /// What is written below the keys.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./markdown\").Block[]"))]
    pub notes: Vec<Block>,
}

/// Keys that belong together.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CardGroup {
    pub title: String,
    pub fields: Vec<CardField>,
}

/// One key of a card.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CardField {
    pub key: String,
    pub label: String,
    pub hint: Option<String>,
    pub value: String,
}

/// What was filled in while an incident was walked and its service's card does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct LearnedView {
    /// The service's id, and what people call it.
    pub service: String,
    pub name: String,
    pub keys: Vec<LearnedKey>,
}

/// One key that the card could have from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct LearnedKey {
    pub key: String,
    pub label: String,
    pub value: String,
    /// What the card says now.
    pub on_card: Option<String>,
}

/// What an incident knows of its service that the card does not; none where that is nothing.
pub fn learned(incident: &Incident, card: Option<&Card>) -> Option<LearnedView> {
    let service = incident.service()?;
    let keys: Vec<LearnedKey> = incident
        .answered()
        .filter_map(|name| {
            let key = name.strip_prefix(CARD_KEY)?;
            let value = incident.answer(name)?.as_str()?.to_owned();
            let on_card = card.and_then(|card| card.get(key)).map(str::to_owned);
            let label = service::label_of(key).to_owned();
            (on_card.as_ref() != Some(&value)).then(|| LearnedKey {
                key: key.to_owned(),
                label,
                value,
                on_card,
            })
        })
        .collect();
    let name = card.map_or(service.as_str(), Card::name).to_owned();
    (!keys.is_empty()).then_some(LearnedView { service, name, keys })
}

/// What an answer's name begins with that a card's key follows.
const CARD_KEY: &str = "service.";

impl From<&Card> for ServiceLine {
    fn from(card: &Card) -> Self {
        Self {
            id: card.id.clone(),
            name: card.name().to_owned(),
            stack: card.get("stack").map(str::to_owned),
            platform: card.get("platform").map(str::to_owned),
        }
    }
}

/// The form of a card: the known keys in their groups, then the card's own; and its notes.
pub fn card(id: &str, text: &str) -> CardView {
    let card = Card::parse(id, text);
    let field = |key: &str, label: &str, hint: &str| CardField {
        key: key.to_owned(),
        label: label.to_owned(),
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
        value: card.get(key).unwrap_or_default().to_owned(),
    };
    let mut groups: Vec<CardGroup> = GROUPS
        .iter()
        .map(|(title, offered)| CardGroup {
            title: (*title).to_owned(),
            fields: offered.iter().map(|one| field(one.key, one.label, one.hint)).collect(),
        })
        .collect();
    let is_offered =
        |key: &str| GROUPS.iter().any(|(_, offered)| offered.iter().any(|one| one.key == key));
    let own: Vec<CardField> =
        card.keys.keys().filter(|key| !is_offered(key)).map(|key| field(key, key, "")).collect();
    if !own.is_empty() {
        groups.push(CardGroup { title: "The card's own".to_owned(), fields: own });
    }
    CardView {
        name: card.name().to_owned(),
        revision: String::new(),
        heads: 1,
        has_draft: false,
        problem: service::problem(text)
            .map(|(line, why)| format!("Line {line} cannot be read: {why}.")),
        groups,
        notes: markdown::parse(service::notes(text)).blocks,
        id: card.id,
    }
}
