//! Whole documents that somebody has read and found good.

use std::path::Path;

/// Compares a document with the one in `tests/expected`, byte for byte.
///
/// Where the change is meant, run with `KNEEBOARD_WRITE_EXPECTED=1`, then read the difference as
/// prose before it is committed.
#[track_caller]
pub fn same_as_expected(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/expected").join(name);
    if std::env::var_os("KNEEBOARD_WRITE_EXPECTED").is_some() {
        std::fs::write(&path, text).expect("the folder of expected documents can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((n, (was, is))) =
        expected.lines().zip(text.lines()).enumerate().find(|(_, (was, is))| was != is)
    {
        panic!("{name} differs at line {}\nexpected: {was}\nfound:    {is}", n + 1);
    }
    assert_eq!(expected.len(), text.len(), "{name} ends elsewhere");
}
