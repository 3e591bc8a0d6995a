//! What Kneeboard promises, told as small incidents; one file per domain word.

// A test that meets something else than it expects stops there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod bad_input;
mod border;
mod cli;
#[path = "torture/drafting.rs"]
mod drafting;
mod durations;
#[path = "torture/erasure.rs"]
mod erasure;
mod exchange;
mod folder;
mod forms;
mod handover;
mod house;
#[path = "torture/kills.rs"]
mod kills;
mod library;
mod postmortem;
mod promote;
mod replay;
mod runbook;
mod search;
mod security;
mod services;
mod settings;
mod sizes;
mod support;
mod timeline;
mod typed_times;
mod views;
mod waiting;
mod wire;
mod store;
mod decision;
