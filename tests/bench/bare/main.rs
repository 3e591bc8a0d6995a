//! The bare window that Kneeboard's start and memory are held against: Tauri and one line of text.

fn main() {
    let ran = tauri::Builder::default()
        .run(tauri::generate_context!("../../tests/bench/bare/tauri.conf.json"));
    if let Err(error) = ran {
        eprintln!("{error}");
    }
}
