//! What stands on the virtual screen, pixel by pixel, while a window comes up.

use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

/// Where it is looked: the rail, the matter, the bar above it, what stands aside.
const PLACES: [(u64, u64); 4] = [(30, 400), (600, 500), (620, 30), (1200, 500)];

const PATIENCE: Duration = Duration::from_secs(30);

type Colour = [u8; 3];

/// Looks at the screen a few hundred times a second until it is asked what it saw.
pub struct Watch {
    /// What it looks on for.
    last: Sender<Colour>,
    seen: JoinHandle<BTreeSet<Colour>>,
}

impl Watch {
    /// Watches the screen whose frame lies in this folder, from when there is one.
    pub fn begin(folder: &Path) -> Self {
        let (last, frame) = (channel(), folder.join("Xvfb_screen0"));
        Self { last: last.0, seen: spawn(move || watch(frame, || last.1.try_recv().ok())) }
    }

    /// Every colour there was at the places, as red, green and blue. Looks on until this one is
    /// among them: what a page has painted reaches the screen later.
    pub fn colours_with(self, last: Colour) -> BTreeSet<Colour> {
        self.last.send(last).expect("the watch goes on");
        self.seen.join().expect("the watch went on")
    }
}

fn watch(frame: PathBuf, asked: impl Fn() -> Option<Colour>) -> BTreeSet<Colour> {
    let (mut seen, mut last, mut asked_at) = (BTreeSet::new(), None, None);
    loop {
        sleep(Duration::from_millis(3));
        if let Ok(frame) = File::open(&frame) {
            seen.extend(PLACES.iter().filter_map(|place| pixel(&frame, *place)));
        }
        if let Some(colour) = asked() {
            (last, asked_at) = (Some(colour), Some(Instant::now()));
        }
        let is_seen = last.is_some_and(|colour| seen.contains(&colour));
        if is_seen || asked_at.is_some_and(|at| at.elapsed() > PATIENCE) {
            return seen;
        }
    }
}

/// The frame is a file of the X window dump format: numbers of 32 bits in network order, then a
/// table of colours, then the rows of blue, green, red and an empty byte.
fn pixel(frame: &File, (x, y): (u64, u64)) -> Option<Colour> {
    let number = |place: u64| {
        let mut bytes = [0; 4];
        frame.read_exact_at(&mut bytes, 4 * place).ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    };
    let (head, row, colours) = (number(0)?, number(12)?, number(19)?);
    let mut pixel = [0; 4];
    frame.read_exact_at(&mut pixel, head + 12 * colours + y * row + 4 * x).ok()?;
    let [blue, green, red, _] = pixel;
    Some([red, green, blue])
}
