//! What the window costs against a bare Tauri window of the same profile.
//!
//! Twenty starts of each, in turn, under one kind of display and driver, so that noise hits both.
//! Printed: the median time from asking for a session to a usable page, and the median of the
//! proportional memory (PSS) of the process tree, with their ratios and bars.

#[path = "../window/display.rs"]
mod display;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use display::Display;
use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

const STARTS: usize = 20;
const KNEEBOARD: &str = env!("CARGO_BIN_EXE_kneeboard-desktop");

/// One of the two windows: its program, and when its page is usable.
struct Contender {
    program: PathBuf,
    usable: &'static str,
}

/// One start: how long it took, and what it held in memory, in bytes.
struct Start {
    took: Duration,
    memory: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let beside = Path::new(KNEEBOARD).parent().ok_or("the program lies in a folder")?;
    let bare = Contender {
        program: beside.join("examples/bare-window"),
        usable: "document.readyState === 'complete' && !!document.querySelector('p')",
    };
    let ours = Contender {
        program: PathBuf::from(KNEEBOARD),
        usable: "document.documentElement.dataset.head !== undefined",
    };
    let (mut bare_starts, mut our_starts) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        bare_starts.push(start(&bare)?);
        our_starts.push(start(&ours)?);
    }
    println!("| the window, {STARTS} starts of each | Kneeboard | bare Tauri | ratio | bar |");
    println!("|---|---|---|---|---|");
    let took = |starts: &[Start]| median(starts.iter().map(|s| s.took.as_secs_f64()).collect());
    let held = |starts: &[Start]| median(starts.iter().map(|s| s.memory as f64).collect());
    let (a, b) = (took(&our_starts), took(&bare_starts));
    println!(
        "| first usable screen, median | {:.0} ms | {:.0} ms | {:.2} | 1.5 |",
        a * 1e3,
        b * 1e3,
        a / b
    );
    let (a, b) = (held(&our_starts), held(&bare_starts));
    println!(
        "| memory (PSS), median | {:.1} MB | {:.1} MB | {:.2} | 1.2 |",
        a / 1e6,
        b / 1e6,
        a / b
    );
    Ok(())
}

fn start(contender: &Contender) -> Result<Start, Box<dyn std::error::Error>> {
    let home = TempDir::with_prefix("kneeboard-bench-")?;
    let store = home.path().join("kneeboard.db");
    let variables = [
        ("HOME".to_owned(), home.path().to_owned()),
        ("KNEEBOARD_STORE".to_owned(), store.clone()),
        ("KNEEBOARD_EXPORT_FOLDER".to_owned(), home.path().join("exported")),
    ];
    let display = Display::start(&variables, &home.path().join("log"), home.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let options = json!({ "binary": contender.program, "args": [] });
        let wanted = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        let begin = Instant::now();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{}", display.port);
        let client = builder.capabilities(wanted).connect(&address).await?;
        let usable = format!("return ({});", contender.usable);
        while client.execute(&usable, Vec::new()).await? != json!(true) {
            tokio::time::sleep(Duration::from_millis(2)).await;
            if begin.elapsed() > Duration::from_secs(30) {
                return Err("the page never became usable".into());
            }
        }
        let took = begin.elapsed();
        let memory = memory_of_the_tree(&store);
        client.close().await?;
        Ok(Start { took, memory })
    })
}

/// The proportional set size of the window and its web processes, which all carry the store's name.
fn memory_of_the_tree(store: &Path) -> u64 {
    let wanted = format!("KNEEBOARD_STORE={}", store.display());
    let ours = |process: &Path| {
        let read = |file: &str| fs::read(process.join(file)).unwrap_or_default();
        let name = read("comm");
        let part =
            [&b"kneeboard-deskt"[..], b"bare-window", b"WebKitWebProces", b"WebKitNetworkPr"];
        part.iter().any(|part| name.starts_with(part))
            && read("environ").split(|byte| *byte == 0).any(|one| one == wanted.as_bytes())
    };
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|process| ours(process))
        .filter_map(|process| pss(&process))
        .sum()
}

fn pss(process: &Path) -> Option<u64> {
    let text = fs::read_to_string(process.join("smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
