//! What several of the files need to tell their incidents.

pub mod door;
pub mod expected;
pub mod kneeboard;
pub mod pace;
pub mod record;
#[cfg(target_os = "linux")]
pub mod room;

/// How many cases a property is tried with: as many as a run has time for, and where somebody asks for
/// more, so many.
pub fn cases(usual: u32) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(usual)
}
