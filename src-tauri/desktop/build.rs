//! Names the commands the window may call; each then needs a line in `capabilities/window.json`.

const COMMANDS: &[&str] = &[
    "act",
    "clock",
    "closing",
    "dialog",
    "draft",
    "export",
    "frame",
    "open_link",
    "print",
    "save",
    "view",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    Ok(tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?)
}
