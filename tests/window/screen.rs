//! What stands on the virtual screen, pixel by pixel, while a window comes up.

use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// Where it is looked: the rail, the matter, the bar above it, what stands aside.
const PLACES: [(u64, u64); 4] = [(30, 400), (600, 500), (620, 30), (1200, 500)];

/// Looks at the screen a few hundred times a second until it is asked what it saw.
pub struct Watch {
    stop: Arc<AtomicBool>,
    seen: JoinHandle<BTreeSet<[u8; 3]>>,
}

impl Watch {
    /// Watches the screen whose frame lies in this folder, from when there is one.
    pub fn begin(folder: &Path) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (told, frame) = (Arc::clone(&stop), folder.join("Xvfb_screen0"));
        Self { stop, seen: spawn(move || watch(&frame, &told)) }
    }

    /// Every colour there was at the places, as red, green and blue.
    pub fn colours(self) -> BTreeSet<[u8; 3]> {
        self.stop.store(true, Ordering::Relaxed);
        self.seen.join().expect("the watch went on")
    }
}

fn watch(frame: &Path, stop: &AtomicBool) -> BTreeSet<[u8; 3]> {
    let mut seen = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(3));
        let Ok(frame) = File::open(frame) else { continue };
        seen.extend(PLACES.iter().filter_map(|place| pixel(&frame, *place)));
    }
    seen
}

/// The frame is a file of the X window dump format: numbers of 32 bits in network order, then a
/// table of colours, then the rows of blue, green, red and an empty byte.
fn pixel(frame: &File, (x, y): (u64, u64)) -> Option<[u8; 3]> {
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
