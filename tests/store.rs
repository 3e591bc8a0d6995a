//! The store: what is written stays, what is erased is gone, and a bad file is refused in words.

// A panic is how a test says no, in its small functions too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod chains;
mod checks;
mod copies;
mod cost;
#[cfg(target_os = "linux")]
mod disk;
mod guards;
mod lists;
mod missing;
mod unfinished;
mod processes;
mod redaction;
mod troubles;

#[path = "support/store_desk.rs"]
mod desk;
#[path = "support/store_cost.rs"]
mod measure;
