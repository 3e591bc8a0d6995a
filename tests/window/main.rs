//! The real window, as it ships, driven the way a person drives it: by keys, roles and names.
//!
//! Every test has its own display, port, home and store, and stops what it started. Pictures go to
//! `target/tmp/window/<test>/`; a failure leaves picture, page, log and store there too.

// A harness that cannot go on says so by panicking; the test then fails and keeps what it saw.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
mod display;
#[cfg(target_os = "linux")]
mod drill;
#[cfg(target_os = "linux")]
mod kills;
#[cfg(target_os = "linux")]
mod opening;
#[cfg(target_os = "linux")]
#[path = "../support/room.rs"]
mod room;
mod tokens;
#[cfg(target_os = "linux")]
mod trouble;
#[cfg(target_os = "linux")]
mod window;
