//! Kneeboard's window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use clap::Parser;

fn main() -> Result<(), kneeboard_desktop::StartError> {
    kneeboard_desktop::run(kneeboard_desktop::Arguments::parse())
}
