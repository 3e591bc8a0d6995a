//! The house as ARCHITECTURE.md draws it: who uses whom, and what is absent everywhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder with one of these endings, sorted; build output is passed over.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "dist", "gen", "target"].contains(&name.as_str())
            {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of core by the floor on which ARCHITECTURE.md lists them.
fn floors() -> BTreeMap<String, usize> {
    let map = read("ARCHITECTURE.md");
    let list = map.split("<!-- modules -->").nth(1).expect("the list of modules");
    let lines = list.trim_start().lines().take_while(|line| !line.is_empty());
    let mut floors = BTreeMap::new();
    for (floor, line) in lines.enumerate() {
        let names = line.split(':').next().unwrap();
        for name in names.split('`').skip(1).step_by(2) {
            floors.insert(name.to_owned(), floor);
        }
    }
    floors
}

/// The modules of core that a text names behind `crate::`, grouped imports included.
fn used(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let rest = rest.trim_start();
        let grouped = rest.strip_prefix('{').map(|inner| {
            let mut depth = 0;
            let mut item = String::new();
            let mut items = Vec::new();
            for letter in inner.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => items.push(std::mem::take(&mut item)),
                    _ if depth == 0 => item.push(letter),
                    _ => {}
                }
            }
            items.push(item);
            items
        });
        let first = |path: &str| {
            path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
        };
        match grouped {
            Some(items) => names.extend(items.iter().map(|item| first(item))),
            None => names.push(first(rest)),
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn the_map_lists_every_module_of_core() {
    let floors = floors();
    let lib = read("src-tauri/core/src/lib.rs");
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(declared.len() > 10, "{declared:?}");
    for module in &declared {
        assert!(floors.contains_key(*module), "ARCHITECTURE.md does not list {module}");
    }
    assert_eq!(floors.len(), declared.len(), "{floors:?}");
}

#[test]
fn a_module_of_core_uses_only_those_above_it() {
    let floors = floors();
    let base = root().join("src-tauri/core/src");
    let mut looked = 0;
    for file in files("src-tauri/core/src", &[".rs"]) {
        let inside = file.strip_prefix(&base).unwrap();
        let module = inside.iter().next().unwrap().to_string_lossy().replace(".rs", "");
        let Some(floor) = floors.get(&module) else { continue };
        let text = without_comments(&fs::read_to_string(&file).unwrap());
        for name in used(&text) {
            let Some(other) = floors.get(&name) else { continue };
            looked += 1;
            assert!(
                other < floor || name == module,
                "{} uses {name}, which the map does not put above {module}",
                inside.display()
            );
        }
    }
    assert!(looked > 50, "only {looked} uses were seen");
}

#[test]
fn a_use_against_the_map_is_seen() {
    assert_eq!(used("use crate::store::Store;"), ["store"]);
    assert_eq!(used("use crate::{act, view::{walk, decide}};"), ["act", "view"]);
}

#[test]
fn each_library_has_one_room() {
    for (library, room) in [
        ("rusqlite", "store"),
        ("pulldown_cmark", "markdown"),
        ("similar", "runbook/merge"),
        ("serde_saphyr", ""),
        ("tauri", ""),
        ("tokio", ""),
    ] {
        for file in files("src-tauri/core/src", &[".rs"]) {
            let text = without_comments(&fs::read_to_string(&file).unwrap());
            let names =
                text.contains(&format!("{library}::")) || text.contains(&format!("use {library}"));
            let path = file.to_string_lossy().into_owned();
            let allowed = match library {
                "serde_saphyr" => path.contains("/runbook/") || path.ends_with("service.rs"),
                _ => !room.is_empty() && path.contains(&format!("/src/{room}")),
            };
            assert!(!names || allowed, "{path} uses {library}");
        }
    }
    for shell in ["src-tauri/cli/src", "src-tauri/desktop/src"] {
        for file in files(shell, &[".rs"]) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("rusqlite"), "{} sees SQLite", file.display());
        }
    }
}

/// A connection that is opened elsewhere takes the log away when it is closed.
#[test]
fn only_one_file_opens_a_database() {
    let mut opened = 0;
    for file in files("src-tauri/core/src", &[".rs"]) {
        let text = without_comments(&fs::read_to_string(&file).unwrap());
        // What a file's own tests open stands behind its code.
        let code =
            text.split("#[cfg(test)]").next().unwrap().replace("Connection::open_in_memory", "");
        let here = code.matches("Connection::open").count();
        let is_link = file.ends_with("core/src/store/link.rs");
        assert!(here == 0 || is_link, "{} opens a database", file.display());
        opened += here;
        let handle = code.matches("NO_CKPT_ON_CLOSE, false").count();
        assert_eq!(handle, 0, "{} lets a closing take the log away", file.display());
    }
    assert_eq!(opened, 1, "one line opens every database");
    let link = read("src-tauri/core/src/store/link.rs");
    assert!(link.contains("SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true"));
}

#[test]
fn only_the_clock_reads_a_clock() {
    for file in files("src-tauri/core/src", &[".rs"]) {
        let path = file.to_string_lossy().into_owned();
        // The planted faults are compiled for tests alone, and time themselves.
        if path.ends_with("kneeboard/clock.rs") || path.ends_with("decision/faults.rs") {
            continue;
        }
        let text = without_comments(&fs::read_to_string(&file).unwrap());
        for read in ["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "now_v7"] {
            assert!(!text.contains(read), "{path} reads a clock: {read}");
        }
    }
}

#[test]
fn only_one_file_knows_the_operating_system() {
    for file in
        files("src-tauri/core/src", &[".rs"]).iter().chain(&files("src-tauri/cli/src", &[".rs"]))
    {
        let text = without_comments(&fs::read_to_string(file).unwrap());
        let knows = text.contains("target_os") || text.contains("rustix::");
        assert!(!knows || file.ends_with("core/src/machine.rs"), "{}", file.display());
    }
}

#[test]
fn the_page_has_one_way_out_and_draws_no_html() {
    let mut looked = 0;
    for file in files("ui/src", &[".ts", ".svelte"]) {
        let path = file.to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        looked += 1;
        assert!(!text.contains("{@html"), "{path} draws HTML");
        assert!(!text.contains("innerHTML"), "{path} draws HTML");
        assert!(!text.contains("fetch("), "{path} asks the network");
        if !path.ends_with("backend.ts") {
            assert!(!text.contains("@tauri-apps/"), "{path} goes around backend.ts");
        }
        if !path.ends_with("clock.svelte.ts") {
            assert!(!text.contains("Date.now"), "{path} reads a clock");
            assert!(!text.contains("setInterval"), "{path} has an interval of its own");
        }
    }
    assert!(looked > 10);
}

#[test]
fn the_window_may_little() {
    let config: serde_json::Value =
        serde_json::from_str(&read("src-tauri/desktop/tauri.conf.json")).unwrap();
    let csp = config["app"]["security"]["csp"].as_str().unwrap();
    assert!(csp.starts_with("default-src 'self';"), "{csp}");
    for loose in ["unsafe", "*", "https:"] {
        assert!(!csp.contains(loose), "{csp}");
    }
    assert_eq!(config["app"]["security"]["freezePrototype"], true);
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let folder = files("src-tauri/desktop/capabilities", &[".json"]);
    assert_eq!(folder.len(), 1, "one capability file");
    let capability: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&folder[0]).unwrap()).unwrap();
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    for permission in capability["permissions"].as_array().unwrap() {
        let permission = permission.as_str().unwrap();
        let ours = permission.starts_with("allow-");
        let events = permission.starts_with("core:event:allow-");
        assert!(ours || events, "{permission}");
    }
}

#[test]
fn the_readme_names_commands_that_exist() {
    let readme = read("README.md");
    let makefile = read("Makefile");
    let targets: Vec<&str> =
        readme.split(['`', '\n']).filter_map(|piece| piece.trim().strip_prefix("make ")).collect();
    assert!(targets.len() >= 3, "{targets:?}");
    for target in targets {
        assert!(
            makefile.lines().any(|line| line.starts_with(&format!("{target}:"))),
            "make {target} is not in the Makefile"
        );
    }
    let commands: Vec<&str> =
        readme.lines().filter_map(|line| line.trim().strip_prefix("kneeboard ")).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command
            .split_whitespace()
            .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
            .collect();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kneeboard"))
            .args(words.iter().take(2))
            .arg("--help")
            .output()
            .unwrap();
        assert!(output.status.success(), "kneeboard {command}");
    }
}

#[test]
fn every_bad_input_names_tests_that_are_there() {
    let guide = read("CONTRIBUTING.md");
    let table = guide.split("<!-- bad input -->").nth(1).expect("the table of bad input");
    let rows: Vec<&str> = table.trim_start().lines().take_while(|line| !line.is_empty()).collect();
    assert!(rows.len() > 14, "{rows:?}");
    let mut sources = String::new();
    for file in files("tests", &[".rs"]) {
        sources += &fs::read_to_string(file).unwrap();
    }
    for row in &rows[2..] {
        let tests = row.rsplit('|').nth(1).unwrap();
        let names: Vec<&str> = tests.split('`').filter(|name| name.contains("::")).collect();
        assert!(!names.is_empty(), "{row}");
        for name in names {
            let function = name.rsplit("::").next().unwrap();
            assert!(sources.contains(&format!("#[test]\nfn {function}() {{")), "{name}");
        }
    }
}

#[test]
fn every_picture_and_page_that_the_documents_name_is_there() {
    for document in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "runbooks/README.md"] {
        let text = read(document);
        let folder = root().join(document).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_file = !target.starts_with("http") && !target.starts_with('#');
            let there = folder.join(target.split('#').next().unwrap()).exists();
            assert!(!is_file || there, "{document} names {target}");
        }
    }
    assert!(read("README.md").contains(".png)"), "the README shows the window");
}

#[test]
fn the_top_level_is_what_was_agreed() {
    let allowed = ["src-tauri", "ui", "runbooks", "tests", "icons", "target"];
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().unwrap().is_dir() && !name.starts_with('.') {
            assert!(allowed.contains(&name.as_str()), "{name} is a room that nobody agreed on");
        }
    }
}
