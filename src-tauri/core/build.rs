//! Lists the runbooks of the repository for `runbook::shipped`, so that a new one needs no entry.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../runbooks");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut found = Vec::new();
    if root.is_dir() {
        walk(&root, &mut found)?;
    }
    let mut entries = Vec::new();
    for file in &found {
        let id = file.strip_prefix(&root)?.with_extension("");
        let names: Vec<_> = id.iter().map(|name| name.to_string_lossy()).collect();
        entries.push((names.join("/"), file.canonicalize()?));
    }
    entries.sort();
    let mut code = String::from("static SHIPPED: &[Shipped] = &[\n");
    for (id, file) in entries {
        writeln!(
            code,
            "    Shipped {{ id: {id:?}, text: include_str!({:?}) }},",
            file.to_string_lossy()
        )?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("shipped.rs"), code)?;
    Ok(())
}

/// Every Markdown file below a folder but its README.md; a folder counts as changed with its list.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_text = path.extension().is_some_and(|extension| extension == "md");
        if path.is_dir() {
            walk(&path, found)?;
        } else if is_text && path.file_name().is_some_and(|name| name != "README.md") {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    Ok(())
}
