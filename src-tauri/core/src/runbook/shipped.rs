//! The runbooks that come with Kneeboard, embedded so that window and command line carry the same.

/// A runbook that comes with Kneeboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its path below `runbooks/` without `.md`.
    pub id: &'static str,
    /// Its text, byte for byte.
    pub text: &'static str,
}

// SHIPPED: every Markdown file below runbooks/, ordered by id; written by build.rs.
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Every runbook that comes with Kneeboard, ordered by id.
pub fn all() -> &'static [Shipped] {
    SHIPPED
}
