//! The record of a failed release: what was done, when, why, and the postmortem that follows.
//!
//! Read in this order; a module uses only those above it.

pub mod act;
pub mod decision;
pub mod event;
pub mod id;
pub mod incident;
pub mod markdown;
pub mod moment;
pub mod runbook;
pub mod secret;
pub mod service;
