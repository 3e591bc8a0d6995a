//! The record of a failed release: what was done, when, why, and the postmortem that follows.
//!
//! Events are appended and never changed; everything shown is replayed from them. The modules stand
//! in reading order, and each uses only those above it.

#![warn(missing_docs)]

pub mod id;
pub mod moment;
pub mod hidden;
pub mod machine;
pub mod markdown;
pub mod decision;
pub mod service;
pub mod secret;
pub mod settings;
pub mod runbook;
pub mod folder;
pub mod event;
pub mod incident;
pub mod act;
pub mod clocks;
pub mod timeline;
pub mod postmortem;
pub mod promote;
pub mod search;
pub mod view;
pub mod store;
pub mod bundle;
pub mod kneeboard;
