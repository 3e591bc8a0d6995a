//! What several of the files need to tell their incidents.

pub mod door;
pub mod expected;
pub mod kneeboard;
pub mod record;
