//! The command line as people and scripts meet it.

#[cfg(target_os = "linux")]
mod disk;
pub mod drill;
pub mod erasing;
mod help;
mod json;
mod missing;
mod naming;
mod overwriting;
mod printing;
mod publishing;
mod removing;
mod restoring;
mod revisions;
mod runbooks;
mod stores;
mod walking;
