//! What several of the files need to tell their incidents.

pub mod door;
pub mod expected;
pub mod kneeboard;
pub mod record;
#[cfg(target_os = "linux")]
pub mod room;
