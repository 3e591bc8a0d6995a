//! The command line as people and scripts meet it.

pub mod drill;
mod help;
mod json;
mod naming;
mod printing;
mod removing;
mod runbooks;
mod stores;
mod walking;
