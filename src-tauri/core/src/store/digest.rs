//! sha256 over fields, each with its length before it.

use sha2::{Digest, Sha256};

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

/// Lower-case hexadecimal digits; written out by hand, since every durable act prints some.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes behind `2 * N` hexadecimal digits.
pub(super) fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if digits.len() != 2 * N || !digits.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}
