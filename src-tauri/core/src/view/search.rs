//! What a search found, and which past incidents looked like this.

use super::incidents::SimilarIncident;
use crate::search::Hit;
use serde::Serialize;

/// What a search found, the best first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SearchView {
    /// The change number that was read, or later.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// A document each.
    pub hits: Vec<Hit>,
    /// How many documents and incidents are still to be read; asking again goes on with them.
    pub behind: usize,
    /// That only the beginning of the query counts, where it was too long.
    pub cut: Option<String>,
}

/// Past incidents that share words with what was typed, the likest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SimilarView {
    /// The change number that was read, or later.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub head: u64,
    /// With what worked then.
    pub similar: Vec<SimilarIncident>,
}
