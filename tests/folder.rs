//! A folder of Markdown: what is taken in, and what is left with a reason.

use kneeboard_core::folder::{Folder, document_of, given, one_name, path_of, read};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn documents(folder: &Folder) -> Vec<&str> {
    folder.found.iter().map(|found| found.document.as_str()).collect()
}

fn reasons(folder: &Folder) -> Vec<String> {
    folder.left_out.iter().map(|left| format!("{}: {}", left.path, left.why)).collect()
}

#[test]
fn runbooks_and_cards_are_taken_in_byte_for_byte() {
    let text = "\u{feff}---\r\ntitle: A\r\n---\r\n\tx  \r\nno final break";
    let disk = folder(&[
        ("nodejs/a.md", text.as_bytes()),
        ("services/shop-api.md", b"---\nname: Shop\n---\n"),
        ("top.MD", b""),
        ("README.md", b"about"),
        ("nodejs/readme.md", b"about"),
        (".git/x.md", b"no"),
        ("notes.txt", b"no"),
    ]);
    let read = read(disk.path()).unwrap();
    assert_eq!(documents(&read), ["runbooks/nodejs/a", "runbooks/top", "services/shop-api"]);
    assert_eq!(read.found[0].text, text);
    assert_eq!(reasons(&read), [""; 0]);
    assert_eq!(path_of("runbooks/nodejs/a"), Path::new("nodejs/a.md"));
    assert_eq!(path_of("services/shop-api"), Path::new("services/shop-api.md"));
}

#[test]
fn what_cannot_be_taken_in_is_named_with_its_reason_and_the_rest_is_read() {
    let huge = vec![b'x'; 10 * 1024 * 1024];
    let disk = folder(&[
        ("good.md", b"# Good\n"),
        ("broken.md", b"ab\xffcd"),
        ("zero.md", b"a\0b"),
        ("wide.md", b"\xff\xfea\0"),
        ("huge.md", &huge),
        ("a:b.md", b""),
        ("con.md", b""),
        ("COM3.md", b""),
        (" space.md", b""),
        ("zero\u{200b}width.md", b""),
        ("services/Shop.md", b""),
        ("deep/1/2/3/4/5/6/7/8/9/10/11/12/x.md", b""),
    ]);
    let read = read(disk.path()).unwrap();
    assert_eq!(documents(&read), ["runbooks/good"]);
    assert_eq!(
        reasons(&read),
        [
            " space.md: \" space\" begins or ends with a dot or space; rename it",
            "COM3.md: \"COM3\" is a device's name on Windows; rename it",
            "a:b.md: \"a:b\" has a character that not every system can name; rename it",
            "broken.md: it is not UTF-8 from byte 3 on, in line 1; save it as UTF-8",
            "con.md: \"con\" is a device's name on Windows; rename it",
            "deep/1/2/3/4/5/6/7/8/9/10/11/12: it lies too deep; move it up",
            "huge.md: it has more than 4 MB; split it",
            "services/Shop.md: a card's name has small letters, digits, hyphens and underscores only; rename it",
            "wide.md: it is UTF-16; save it as UTF-8",
            "zero.md: it is no text: there is a byte 0 in line 1",
            "zero\u{200b}width.md: \"zero\u{200b}width\" has a character that nobody sees; rename it",
        ]
    );
}

#[test]
fn a_hundred_thousand_lines_are_taken_in() {
    let text = "- line\n".repeat(100_000);
    let disk = folder(&[("long.md", text.as_bytes())]);
    assert_eq!(read(disk.path()).unwrap().found[0].text, text);
}

#[test]
fn names_that_differ_by_case_alone_are_both_left() {
    let disk =
        folder(&[("a/One.md", b"1"), ("a/one.md", b"2"), ("a/two.md", b""), ("a/two.MD", b"")]);
    let read = read(disk.path()).unwrap();
    assert_eq!(documents(&read), [""; 0]);
    assert_eq!(read.left_out.len(), 4, "{:?}", reasons(&read));
    assert!(reasons(&read)[0].ends_with("rename one of them"));
}

#[cfg(unix)]
#[test]
fn a_link_is_named_and_not_followed() {
    let outside = folder(&[("secret.md", b"outside")]);
    let disk = folder(&[("good.md", b"")]);
    std::os::unix::fs::symlink(outside.path(), disk.path().join("out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.md"), disk.path().join("s.md")).unwrap();
    std::os::unix::fs::symlink(disk.path(), disk.path().join("round")).unwrap();
    let read = read(disk.path()).unwrap();
    assert_eq!(documents(&read), ["runbooks/good"]);
    assert_eq!(read.left_out.len(), 3, "{:?}", reasons(&read));
    assert!(reasons(&read)[0].starts_with("out: it is a link"));
}

#[test]
fn one_file_is_a_folder_of_one_and_a_missing_one_is_an_error() {
    let disk = folder(&[("nodejs/a.md", b"# A\n"), ("nodejs/b.md", b"")]);
    let one = read(&disk.path().join("nodejs/a.md")).unwrap();
    assert_eq!(documents(&one), ["runbooks/a"]);
    assert!(read(&disk.path().join("gone")).is_err());
    assert!(read(&disk.path().join("gone.md")).is_err());
}

#[test]
fn no_path_names_a_document_outside_the_library() {
    for path in ["../a.md", "a/../b.md", "/a.md", "a//../../b.md", "..md", ".md", "a/.md", "a"] {
        assert!(document_of(Path::new(path)).is_err(), "{path}");
    }
}

#[test]
fn a_name_is_one_name_however_its_accents_are_stored() {
    let (composed, apart) = ("caf\u{e9}", "cafe\u{301}");
    assert_eq!(one_name(composed), one_name(&apart.to_uppercase()));
    let files = ["a.md".to_owned(), format!("{composed}.md"), format!("{apart}.md")];
    let files = files.map(|name| (Path::new(&name).to_path_buf(), Ok(b"# A\n".to_vec())));
    let folder = given(files.into());
    assert_eq!(documents(&folder), ["runbooks/a"]);
    let reasons = reasons(&folder);
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons[0].contains("the way that accents are stored"), "{reasons:?}");
}
