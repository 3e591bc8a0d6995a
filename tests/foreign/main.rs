//! What other readers make of the Markdown that leaves Kneeboard: cmark-gfm, as GitHub, and
//! markdown-it. Kneeboard's own parser links no bare address, so it cannot see what those do.
//!
//! Each document is compared with its twin, the same record told in harmless words: what differs is
//! the words alone.

// A test that meets something else than it expects stops there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[cfg(target_os = "linux")]
mod fields;
#[cfg(target_os = "linux")]
mod properties;
#[cfg(target_os = "linux")]
#[path = "../support/record.rs"]
mod record;
#[cfg(target_os = "linux")]
mod render;
#[cfg(target_os = "linux")]
mod sections;
#[cfg(target_os = "linux")]
mod told;
#[cfg(target_os = "linux")]
mod vectors;
