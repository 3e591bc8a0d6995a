//! `store`: the file itself.

use crate::Answer;
use crate::args::{Everywhere, StoreCommand};
use crate::print::{Reply, facts};
use crate::session::{Session, refuse_stream, store_path};
use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Kneeboard, Trouble};
use kneeboard_core::output::Overwrite;
use serde_json::json;
use std::path::Path;

pub(super) fn run(command: StoreCommand, everywhere: &Everywhere) -> Answer {
    match command {
        StoreCommand::Info => info(&mut Session::open(everywhere)?.door),
        StoreCommand::Check { rebuild } => check(&mut Session::open(everywhere)?.door, rebuild),
        StoreCommand::Backup { file, force } => backup(&file, force.overwrite(), everywhere),
        StoreCommand::Restore { file } => restore(&store_path(everywhere)?, &file),
        StoreCommand::New { sample: _ } => new_sample(everywhere),
    }
}

fn info(door: &mut Kneeboard) -> Answer {
    let sample = door.is_sample();
    let (missing, newest) = (door.missing()?, door.newest_backup()?);
    let info = door.store().info().map_err(Trouble::from)?;
    let path = info.path.display().to_string();
    let replica = uuid::Uuid::from_bytes(info.replica.id).to_string();
    let backups: Vec<String> =
        info.backups.iter().map(|(_, path)| path.display().to_string()).collect();
    let today = door.now()?.at.date();
    let counted = match info.backups.iter().filter(|(day, _)| *day > today).count() {
        0 => info.backups.len().to_string(),
        ahead => format!("{}, {ahead} of them dated ahead of today", info.backups.len()),
    };
    let newest = newest.map(|backup| {
        let ahead = if backup.is_ahead { ", dated ahead of today" } else { "" };
        format!("{}{ahead}", backup.path.display())
    });
    let mut rows = vec![
        ("store", path.clone()),
        ("kind", if sample { "sample".to_owned() } else { "store".to_owned() }),
        ("size", format!("{} bytes", info.bytes)),
        ("version", info.version.to_string()),
        ("replica", replica.clone()),
        ("incidents", info.incidents.to_string()),
        ("events", info.events.to_string()),
        ("backups", counted),
        ("newest backup", newest.unwrap_or_else(|| "none".to_owned())),
    ];
    if !missing.is_empty() {
        let events = if missing.len() == 1 { "event" } else { "events" };
        rows.push(("missing", format!("{} {events}; see kneeboard store check", missing.len())));
    }
    let text = facts(&rows);
    let json = json!({
        "path": path,
        "sample": sample,
        "bytes": info.bytes,
        "version": info.version,
        "replica": replica,
        "head": info.change,
        "incidents": info.incidents,
        "events": info.events,
        "backups": backups,
        "missing": missing,
    });
    Ok(Reply::shown(text, &json))
}

fn check(door: &mut Kneeboard, rebuild: bool) -> Answer {
    let mut text = String::new();
    let rebuilt = if rebuild { Some(door.rebuild()?) } else { None };
    if let Some(rows) = rebuilt {
        text += &format!(
            "Made {rows} {} of the list anew.\n",
            if rows == 1 { "line" } else { "lines" }
        );
    }
    let faults = door.check()?;
    text += &faults.iter().map(|fault| format!("{fault}\n")).collect::<String>();
    if faults.is_empty() {
        text += "Every event, chain and list holds together.\n";
    }
    let listed: Vec<_> = faults
        .iter()
        .map(|fault| json!({ "kind": fault.kind(), "message": fault.to_string() }))
        .collect();
    let json = json!({ "ok": faults.is_empty(), "rebuilt": rebuilt, "found": listed });
    Ok(Reply::shown(text, &json).found(!faults.is_empty()))
}

fn backup(file: &Path, overwrite: Overwrite, everywhere: &Everywhere) -> Answer {
    let is_no_stream = "A store is a database, which can't be written to standard output.";
    refuse_stream(file, is_no_stream, "Name a file, such as copy.db.")?;
    Session::open(everywhere)?.door.back_up_to(file, overwrite)?;
    let path = file.display().to_string();
    Ok(Reply::said(format!("Wrote a checked copy to {path}.\n"), &json!({ "path": path })))
}

/// The store need not open: a damaged one is what a backup is for.
fn restore(store: &Path, file: &Path) -> Answer {
    let is_no_stream = "A backup is a database, which can't be read from standard input.";
    refuse_stream(file, is_no_stream, "Name the backup's file.")?;
    let done = Kneeboard::restore(store, file)?;
    let (path, kept) = (file.display().to_string(), done.kept.display().to_string());
    let said = match &done.damage {
        None => format!(
            "Restored {path}. What was there before is kept as before-restore.db beside the backups.\n"
        ),
        Some(damage) => format!(
            "Restored {path}. {} It is kept as it was, as {kept}; start an open window anew.\n",
            damage.what_it_was()
        ),
    };
    let mut reply = Reply::said(said, &json!({ "path": path, "kept": kept }));
    if !done.removals_are_known {
        reply.warnings.push(
            "The damaged store could not say which words were removed after that backup was made; they may be back. Look for them, and redact them again.".to_owned(),
        );
    }
    Ok(reply)
}

fn new_sample(everywhere: &Everywhere) -> Answer {
    let path = store_path(everywhere)?;
    let door = Kneeboard::new_sample(&path, Via::CommandLine)?;
    let now = door.now()?.at.rfc3339();
    let path = path.display().to_string();
    let said = format!("Made the sample store {path}. Its clock reads {now}.\n");
    Ok(Reply::said(said, &json!({ "path": path, "sample": true, "now": now })))
}
