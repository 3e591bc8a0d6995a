//! `demo`: a drill walked through the door on a sample store of its own, with its own clock.

use crate::Answer;
use crate::args::{Cli, Everywhere};
use crate::commands;
use crate::drill::{Beat, DAY, DRILLS, Drill};
use crate::failure::Failure;
use crate::naming;
use crate::print::Reply;
use crate::session::Session;
use clap::Parser;
use kneeboard_core::event::Via;
use kneeboard_core::kneeboard::{Clock, Format, Kneeboard, Trouble, ViewRequest};
use kneeboard_core::postmortem::Style;
use std::path::{Path, PathBuf};

pub(super) fn demo(name: &str, everywhere: &Everywhere) -> Answer {
    let drill = DRILLS.into_iter().find(|drill| drill.name == name).ok_or_else(|| {
        let among = DRILLS.iter().map(|drill| drill.name).collect();
        Failure::NoSuchDrill { name: name.to_owned(), among }
    })?;
    let folder = tempfile::tempdir().map_err(|error| unusable(&std::env::temp_dir(), &error))?;
    let stage = Stage::set(drill, folder.path())?;
    for beat in drill.beats {
        stage.play(beat, everywhere)?;
    }
    let mut session = stage.open(everywhere)?;
    let id = naming::any_incident(&mut session, None)?;
    let json = session.door.view(&ViewRequest::Postmortem { incident: id })?;
    Ok(Reply::document(session.door.document(id, Format::Md, &Style::default())?, &json))
}

/// A sample store with its clock file, in a folder that goes away with the drill.
struct Stage {
    seed: &'static str,
    store: PathBuf,
    clock: PathBuf,
    text: PathBuf,
}

impl Stage {
    fn set(drill: &Drill, folder: &Path) -> Result<Self, Failure> {
        let stage = Self {
            seed: drill.seed,
            store: folder.join("drill.db"),
            clock: folder.join("clock"),
            text: folder.join("text.md"),
        };
        stage.turn_clock(drill.beats.first().map_or("00:00:00", |beat| beat.at))?;
        Kneeboard::new_sample_by(&stage.store, stage.clock(), Via::CommandLine)?;
        Ok(stage)
    }

    fn play(&self, beat: &Beat, everywhere: &Everywhere) -> Result<(), Failure> {
        self.turn_clock(beat.at)?;
        write(&self.text, beat.text)?;
        let text = self.text.display().to_string();
        let words =
            beat.line.iter().map(|word| if *word == "{text}" { text.as_str() } else { word });
        let line = std::iter::once("kneeboard").chain(words);
        let cli = Cli::try_parse_from(line).map_err(|error| Failure::usage(&error))?;
        commands::run_in(cli.command, everywhere, &|| self.open(everywhere))?;
        Ok(())
    }

    /// The drill is told by roles as it stands, whoever walks it.
    fn open(&self, everywhere: &Everywhere) -> Result<Session, Failure> {
        let door = Kneeboard::open_by(&self.store, self.clock(), Via::CommandLine)?;
        Ok(Session::with(door, &Everywhere { actor: None, secret: None, ..everywhere.clone() }))
    }

    fn clock(&self) -> Clock {
        Clock::Sample(self.clock.clone())
    }

    fn turn_clock(&self, at: &str) -> Result<(), Failure> {
        write(&self.clock, &format!("{DAY}T{at}Z {}\n", self.seed))
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Trouble::File { path: path.display().to_string(), why: error.to_string() }.into()
}
