//! Folders and files compared, taken in and written, beside the door and behind a lock of their own:
//! a slow disk keeps no act waiting, however long it takes.

use std::path::Path;
use std::sync::{Arc, Mutex};

use kneeboard_core::event::Role;
use kneeboard_core::kneeboard::{EdgeError, Kneeboard, Save, Trouble, ViewRequest};
use serde_json::{Value, json};

use crate::door::{SharedDoor, enter, is_moved, understood};

/// Where the library lies below the export folder.
const LIBRARY: &str = "library";

/// The record through a door of its own, and how often the window's had been opened then.
#[derive(Default)]
pub struct Exchanging {
    opened: Option<(u64, Kneeboard)>,
}

/// Exchanging as the commands share it.
pub type SharedExchanging = Arc<Mutex<Exchanging>>;

/// What a folder of the library is chosen for.
#[derive(Clone, Copy, Debug)]
pub enum Chosen {
    /// Its files are looked at, to be taken in.
    Import,
    /// The library is kept in it too from now on.
    Library,
}

/// Whether a view is one that looks at files.
pub fn is_looked_at(request: &Value) -> bool {
    let name = request["view"].as_str();
    matches!(name, Some("folder" | "import" | "import_diff" | "import_merge"))
}

/// Whether a save reads files, or writes them.
pub fn is_saved(request: &Value) -> bool {
    matches!(request["save"].as_str(), Some("import" | "write_out"))
}

/// Files beside the library.
pub fn view(
    exchanging: &mut Exchanging,
    door: &SharedDoor,
    request: Value,
) -> Result<Value, EdgeError> {
    let request: ViewRequest = understood(request)?;
    if matches!(request, ViewRequest::Folder) {
        let mut door = enter(door);
        let record = door.record()?;
        // Without a folder nothing is read.
        if record.library_folder().map_err(edge)?.is_none() {
            return record.view(&request).map_err(edge);
        }
    }
    let view = exchanging.record(door)?.view(&request);
    noticing(door, view)
}

/// Takes in, or writes out, what somebody looked at.
pub fn save(
    exchanging: &mut Exchanging,
    door: &SharedDoor,
    request: Value,
) -> Result<Value, EdgeError> {
    let request: Save = understood(request)?;
    let done = exchanging.record(door)?.save(&request);
    Ok(json!(noticing(door, done)?))
}

/// Writes the library as Markdown into the export folder; a file with changes of its own is left and
/// named.
pub fn export_library(exchanging: &mut Exchanging, door: &SharedDoor) -> Result<Value, EdgeError> {
    // The export folder is what this window was told, which no other door knows.
    let ready = |record: &mut Kneeboard| record.ready_export_folder().map_err(edge);
    let folder = enter(door).record_to_write().and_then(ready)?.join(LIBRARY);
    let record = exchanging.record(door)?;
    let exported = record.export_library(&folder).and_then(|done| Ok((done, record.head()?)));
    let (exported, head) = noticing(door, exported)?;
    Ok(json!({ "path": folder, "exported": exported, "head": head }))
}

/// A dialog gave this folder. Nothing is taken in or written yet. Gives its path as it is shown.
pub fn choose(
    exchanging: &mut Exchanging,
    door: &SharedDoor,
    chosen: Chosen,
    folder: &Path,
) -> Result<String, EdgeError> {
    let record = exchanging.record(door)?;
    let done = match chosen {
        Chosen::Import => record.look_at_folder(folder),
        Chosen::Library => record.use_library_folder(folder, Role::default()),
    };
    noticing(door, done)?;
    Ok(folder.display().to_string())
}

impl Exchanging {
    /// The record; opened when it is first wanted, and anew where the window's was.
    fn record(&mut self, door: &SharedDoor) -> Result<&mut Kneeboard, EdgeError> {
        let (store, times) = enter(door).place()?;
        let opened = match self.opened.take() {
            Some((then, opened)) if then == times => opened,
            _ => crate::door::opened(&store, None)?,
        };
        Ok(&mut self.opened.insert((times, opened)).1)
    }
}

/// Takes an answer of this record: where its files were moved, the window's door learns of it.
fn noticing<T>(door: &SharedDoor, answer: Result<T, Trouble>) -> Result<T, EdgeError> {
    match answer {
        Err(trouble) if is_moved(&trouble.edge()) => enter(door).noticing(Err(trouble)),
        other => other.map_err(edge),
    }
}

fn edge(trouble: Trouble) -> EdgeError {
    trouble.edge()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Arguments;
    use crate::door::Door;

    /// While a folder is read or written the door is free for acts, and sees what came in.
    #[test]
    fn an_act_waits_for_no_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("runbooks");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.md"), "# A\n").unwrap();
        let store = Some(home.path().join("kneeboard.db"));
        let door = Door::open(&Arguments { store, export_folder: None }).shared();
        let mut exchanging = Exchanging::default();
        choose(&mut exchanging, &door, Chosen::Import, &folder).unwrap();

        let record = exchanging.record(&door).unwrap();
        let act = json!({
            "id": "00000000-0000-7000-8000-000000000001",
            "act": { "act": "IncidentStarted", "title": "Checkout stands" },
        });
        door.try_lock().expect("the door is held").act(act).unwrap();
        let given = json!({ "given": "folder" });
        let looked_at = ViewRequest::Import { given: understood(given.clone()).unwrap() };
        let seen = record.view(&looked_at).unwrap()["lines"][0]["seen"].clone();
        let picks = json!([{ "document": "runbooks/a", "seen": seen }]);
        let take = json!({ "save": "import", "given": given, "picks": picks, "reason": "new" });
        save(&mut exchanging, &door, take).unwrap();
        let runbooks = enter(&door).view(json!({ "view": "runbooks", "open": "a" })).unwrap();
        assert_eq!(runbooks["open"]["line"]["title"], "A");
    }
}
