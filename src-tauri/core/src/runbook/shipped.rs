//! The runbooks that come with Kneeboard, embedded so that window and command line carry the same.

use serde::Serialize;

/// A runbook that comes with Kneeboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its path below `runbooks/` without `.md`.
    pub id: &'static str,
    /// Its text, byte for byte.
    pub text: &'static str,
}

/// Where a runbook's newest text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It is as it came with Kneeboard.
    Shipped,
    /// It came with Kneeboard, and the team changed it.
    Edited,
    /// The team wrote it.
    Team,
}

// SHIPPED: every Markdown file below runbooks/, ordered by id; written by build.rs.
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Every runbook that comes with Kneeboard, ordered by id.
pub fn all() -> &'static [Shipped] {
    SHIPPED
}
