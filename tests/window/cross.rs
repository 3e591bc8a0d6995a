//! The cross in a window's corner, as a window manager presses it: the few words of the X protocol
//! that ask a window to close.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

const INTERN_ATOM: u8 = 16;
const GET_PROPERTY: u8 = 20;
const QUERY_TREE: u8 = 15;
const SEND_EVENT: u8 = 25;
const CLIENT_MESSAGE: u8 = 33;
const COOKIE: &str = "MIT-MAGIC-COOKIE-1";

/// Asks the window of this process to close. Returns once the display has been told.
pub fn press(process: &Path) {
    let mut display = Display::of(process);
    let (protocols, delete) = (display.atom("WM_PROTOCOLS"), display.atom("WM_DELETE_WINDOW"));
    let name = display.atom("WM_NAME");
    let windows = display.children(display.root);
    // Beside the one that is seen there are windows of the toolkit's own.
    let window = windows.into_iter().find(|&window| {
        display.property(window, name) == b"Kneeboard"
            && display.property(window, protocols).chunks(4).any(|one| one == delete.to_le_bytes())
    });
    display.send(window.expect("the window is on its display"), protocols, delete);
}

struct Display {
    stream: UnixStream,
    root: u32,
}

impl Display {
    /// The display that a process is on, with the word that lets it in.
    fn of(process: &Path) -> Self {
        let environment = fs::read(process.join("environ")).expect("it can be read");
        let variable = |name: &str| {
            let all = environment.split(|byte| *byte == 0);
            let value = all.filter_map(|one| std::str::from_utf8(one).ok()?.strip_prefix(name));
            value.map(str::to_owned).next().expect("the window has a display")
        };
        let number = variable("DISPLAY=:");
        let number = number.split('.').next().expect("a number");
        let cookie = cookie_of(&PathBuf::from(variable("XAUTHORITY=")));
        let socket = format!("/tmp/.X11-unix/X{number}");
        let mut stream = UnixStream::connect(socket).expect("the display takes connections");
        let mut hello = vec![b'l', 0, 11, 0, 0, 0];
        hello.extend((COOKIE.len() as u16).to_le_bytes());
        hello.extend((cookie.len() as u16).to_le_bytes());
        hello.extend([0, 0]);
        hello.extend(padded(COOKIE.as_bytes()));
        hello.extend(padded(&cookie));
        stream.write_all(&hello).expect("the display listens");
        let head = take(&mut stream, 8);
        assert_eq!(head[0], 1, "the display lets us in");
        let told = take(&mut stream, 4 * usize::from(u16_at(&head, 6)));
        let (vendor, formats) = (usize::from(u16_at(&told, 16)), usize::from(told[21]));
        let root = u32_at(&told, 32 + vendor.next_multiple_of(4) + 8 * formats);
        Self { stream, root }
    }

    fn atom(&mut self, name: &str) -> u32 {
        let mut words = (name.len() as u16).to_le_bytes().to_vec();
        words.extend([0, 0]);
        words.extend(padded(name.as_bytes()));
        u32_at(&self.asked(INTERN_ATOM, &words), 8)
    }

    fn children(&mut self, window: u32) -> Vec<u32> {
        let answer = self.asked(QUERY_TREE, &window.to_le_bytes());
        (0..usize::from(u16_at(&answer, 16))).map(|n| u32_at(&answer, 32 + 4 * n)).collect()
    }

    fn property(&mut self, window: u32, name: u32) -> Vec<u8> {
        let words = [window, name, 0, 0, 256].map(u32::to_le_bytes).concat();
        let answer = self.asked(GET_PROPERTY, &words);
        let bytes = u32_at(&answer, 16) as usize * usize::from(answer[1] / 8);
        answer[32..32 + bytes].to_vec()
    }

    fn send(&mut self, window: u32, kind: u32, word: u32) {
        let mut words = [window, 0].map(u32::to_le_bytes).concat();
        words.extend([CLIENT_MESSAGE, 32, 0, 0]);
        words.extend([window, kind, word, 0, 0, 0, 0].map(u32::to_le_bytes).concat());
        self.said(SEND_EVENT, &words);
        // An answer to something else says that this has been heard.
        self.atom("WM_NAME");
    }

    fn said(&mut self, what: u8, words: &[u8]) {
        let mut all = vec![what, 0];
        all.extend((1 + words.len() as u16 / 4).to_le_bytes());
        all.extend(words);
        self.stream.write_all(&all).expect("the display listens");
    }

    fn asked(&mut self, what: u8, words: &[u8]) -> Vec<u8> {
        self.said(what, words);
        let mut answer = take(&mut self.stream, 32);
        // A window that has gone meanwhile is an error without more to it, and has no properties.
        if answer[0] != 1 {
            return vec![0; 32];
        }
        let more = take(&mut self.stream, 4 * u32_at(&answer, 4) as usize);
        answer.extend(more);
        answer
    }
}

/// The word of the only display in the file: family, address, number and name come before it.
fn cookie_of(file: &Path) -> Vec<u8> {
    let bytes = fs::read(file).expect("the display has a word");
    let at = bytes.windows(COOKIE.len()).position(|part| part == COOKIE.as_bytes());
    let from = at.expect("it has this kind of word") + COOKIE.len();
    let long = usize::from(u16::from_be_bytes([bytes[from], bytes[from + 1]]));
    bytes[from + 2..from + 2 + long].to_vec()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    all.resize(bytes.len().next_multiple_of(4), 0);
    all
}

fn take(stream: &mut UnixStream, bytes: usize) -> Vec<u8> {
    let mut taken = vec![0; bytes];
    stream.read_exact(&mut taken).expect("the display answers");
    taken
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
