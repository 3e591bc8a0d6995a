//! Service cards: the list and the form.

use crate::service::{Card, KEYS};
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
    pub fields: Vec<CardField>,
}

/// One key of a card.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[allow(missing_docs)]
pub struct CardField {
    pub key: String,
    pub label: String,
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

/// The form of a card: the known keys in their order, then the card's own.
pub fn card(card: &Card) -> CardView {
    let value = |key: &str| card.get(key).unwrap_or_default().to_owned();
    let known = KEYS.iter().map(|(key, label)| CardField {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        value: value(key),
    });
    let own = card
        .keys
        .keys()
        .filter(|key| !KEYS.iter().any(|(known, _)| known == key))
        .map(|key| CardField { key: key.clone(), label: key.clone(), value: value(key) });
    CardView {
        id: card.id.clone(),
        name: card.name().to_owned(),
        fields: known.chain(own).collect(),
    }
}
