//! What SECURITY.md promises, where no other test holds it yet.

use crate::support::kneeboard::Desk;

/// What a program calls to reach another machine; sockets of any kind begin with the first of them.
#[cfg(target_os = "linux")]
const NETWORK_CALLS: [&str; 6] = ["socket", "connect", "bind", "listen", "getaddrinfo", "sendto"];

/// The command line can't open a network connection: its binary names no function that could.
#[test]
#[cfg(target_os = "linux")]
fn the_command_line_names_no_function_of_the_network() {
    let names = imported_names(env!("CARGO_BIN_EXE_kneeboard"));
    assert!(names.contains(&"write".to_owned()), "the list of names was read: {names:?}");
    for call in NETWORK_CALLS {
        assert!(!names.iter().any(|name| name == call), "the command line calls {call}");
    }
    let itself = std::env::current_exe().unwrap();
    let tests = imported_names(&itself.display().to_string());
    assert!(tests.contains(&"socket".to_owned()), "a program that opens sockets is seen");
    // What makes the line above true: these tests do name it.
    drop(std::net::UdpSocket::bind("127.0.0.1:0"));
}

/// The strings of an ELF file's tables: the names of what it takes from the C library.
#[cfg(target_os = "linux")]
fn imported_names(program: &str) -> Vec<String> {
    let bytes = std::fs::read(program).unwrap();
    bytes
        .split(|byte| *byte == 0)
        .filter(|name| (4..40).contains(&name.len()))
        .filter_map(|name| std::str::from_utf8(name).ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
        .map(str::to_owned)
        .collect()
}

/// An event that is changed in the file is found, though nobody signed it.
#[test]
fn the_chain_shows_a_change_and_names_no_author() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Checkout"]);
    desk.out(&["note", "5xx at 40 percent"]);
    let conn = rusqlite::Connection::open(desk.path("kneeboard.db")).unwrap();
    let trigger: String = conn
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'events_never_change'", [], |row| {
            row.get(0)
        })
        .unwrap();
    conn.execute_batch("DROP TRIGGER events_never_change").unwrap();
    conn.execute("UPDATE events SET role = 'commander' WHERE kind = 'NoteAdded'", []).unwrap();
    conn.execute_batch(&trigger).unwrap();
    drop(conn);
    let check = desk.run(&["store", "check"]);
    assert_eq!(check.code, 1, "{}{}", check.out, check.err);
}

/// Encryption is left to the disk: what was typed can be read in the file by whoever may read it.
#[test]
fn the_store_is_not_encrypted() {
    let desk = Desk::new();
    desk.out(&["incident", "start", "--title", "Readable title"]);
    let mut bytes = std::fs::read(desk.path("kneeboard.db")).unwrap();
    bytes.extend(std::fs::read(desk.path("kneeboard.db-wal")).unwrap_or_default());
    let found = bytes.windows(14).any(|part| part == b"Readable title");
    assert!(found, "SECURITY.md says that it can be read");
}
