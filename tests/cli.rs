//! The command line as people and scripts meet it.

#[cfg(target_os = "linux")]
mod disk;
pub mod drill;
mod help;
mod json;
mod naming;
mod own_files;
mod printing;
#[cfg(unix)]
mod privacy;
mod publishing;
#[cfg(unix)]
mod reading;
mod removing;
mod restoring;
mod revisions;
mod runbooks;
mod stores;
mod walking;
