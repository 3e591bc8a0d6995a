//! The real window, as it ships, driven the way a person drives it: by keys, roles and names.
//!
//! Every test has its own display, port, home and store, and stops what it started. Pictures go to
//! `target/tmp/window/<test>/`; a failure leaves picture, page, log and store there too.

// A harness that cannot go on says so by panicking; the test then fails and keeps what it saw.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod budget;
#[cfg(target_os = "linux")]
mod cards;
#[cfg(target_os = "linux")]
mod closing;
#[cfg(target_os = "linux")]
mod completing;
#[cfg(target_os = "linux")]
mod cross;
#[cfg(target_os = "linux")]
mod deciding;
#[cfg(target_os = "linux")]
mod desk;
#[cfg(target_os = "linux")]
mod desktop;
#[cfg(target_os = "linux")]
mod dialogs;
#[cfg(target_os = "linux")]
mod display;
#[cfg(target_os = "linux")]
mod drill;
#[cfg(target_os = "linux")]
mod editing;
#[cfg(target_os = "linux")]
mod every_runbook;
#[cfg(target_os = "linux")]
#[path = "../support/faults.rs"]
mod faults;
#[cfg(target_os = "linux")]
mod findings;
#[cfg(target_os = "linux")]
mod first_start;
#[cfg(target_os = "linux")]
mod folder;
#[cfg(target_os = "linux")]
mod frame;
#[cfg(target_os = "linux")]
mod hand;
#[cfg(target_os = "linux")]
mod handing_over;
#[cfg(target_os = "linux")]
mod hardship;
#[cfg(target_os = "linux")]
mod home;
#[cfg(target_os = "linux")]
mod importing;
#[cfg(target_os = "linux")]
mod keyboard;
#[cfg(target_os = "linux")]
mod kills;
#[cfg(target_os = "linux")]
mod library;
#[cfg(target_os = "linux")]
mod links;
#[cfg(target_os = "linux")]
mod looking;
#[cfg(target_os = "linux")]
mod made;
#[cfg(target_os = "linux")]
mod opening;
#[cfg(target_os = "linux")]
mod pace;
#[cfg(target_os = "linux")]
mod paper;
#[cfg(target_os = "linux")]
mod random_keys;
#[cfg(target_os = "linux")]
mod reading;
#[cfg(target_os = "linux")]
mod redlines;
#[cfg(target_os = "linux")]
mod resume;
#[cfg(target_os = "linux")]
#[path = "../support/room.rs"]
mod room;
#[cfg(target_os = "linux")]
mod screen;
#[cfg(target_os = "linux")]
mod screens;
#[cfg(target_os = "linux")]
mod search;
#[cfg(target_os = "linux")]
mod states;
#[cfg(target_os = "linux")]
mod strange_text;
#[cfg(target_os = "linux")]
mod tabstops;
mod tokens;
#[cfg(target_os = "linux")]
mod trouble;
#[cfg(target_os = "linux")]
mod walk;
#[cfg(target_os = "linux")]
mod window;
#[cfg(target_os = "linux")]
mod writing;
