//! sha256 over fields, each with its length before it.

use sha2::{Digest, Sha256};

pub(super) use crate::id::{hex, unhex};

/// Hashes fields one after the other; each is preceded by its length, 8 bytes, big end first.
pub(super) struct Fields(Sha256);

impl Fields {
    pub(super) fn new() -> Self {
        Self(Sha256::new())
    }

    pub(super) fn bytes(mut self, field: &[u8]) -> Self {
        self.0.update((field.len() as u64).to_be_bytes());
        self.0.update(field);
        self
    }

    /// A field that may be absent; an absent one has no bytes.
    pub(super) fn maybe(self, field: Option<&[u8]>) -> Self {
        self.bytes(field.unwrap_or_default())
    }

    pub(super) fn text(self, field: &str) -> Self {
        self.bytes(field.as_bytes())
    }

    pub(super) fn integer(self, field: i64) -> Self {
        self.bytes(&field.to_be_bytes())
    }

    pub(super) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// sha256 over texts, each with its length before it.
pub fn digest_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> [u8; 32] {
    texts.into_iter().fold(Fields::new(), Fields::text).finish()
}

/// sha256 of the bytes alone.
pub(super) fn plain(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
