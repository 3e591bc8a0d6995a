//! Service cards: the list and the form.

use crate::service::{Card, GROUPS};
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
    pub groups: Vec<CardGroup>,
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

/// The form of a card: the known keys in their groups, then the card's own.
pub fn card(card: &Card) -> CardView {
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
    CardView { id: card.id.clone(), name: card.name().to_owned(), groups }
}
