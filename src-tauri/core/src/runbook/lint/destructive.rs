//! Words of commands by what they do: destroy, edit in place, go back or restart.
//!
//! Collected from the verbs of kubectl, Helm, Docker, systemd, PM2, Celery, Redis, Git, the AWS
//! command line, Django's manage.py and SQL, as their manuals name them. A word counts in commands
//! that change something, so `git log --grep=delete` is none of them.

/// Words that take away what may not come back; options without their hyphens.
const DESTROYING: [&str; 29] = [
    "del",
    "delete",
    "destroy",
    "dd",
    "drain",
    "drop",
    "dropdb",
    "fake",
    "flush",
    "flushall",
    "flushdb",
    "force",
    "hard",
    "kill",
    "killall",
    "mkfs",
    "pkill",
    "prune",
    "purge",
    "rm",
    "rmdir",
    "rmi",
    "shred",
    "terminate",
    "truncate",
    "uninstall",
    "unlink",
    "unpublish",
    "wipe",
];

/// What such a word begins with when another follows it, as in `delete-objects`.
const DESTROYING_STEMS: [&str; 9] = [
    "delete-",
    "delete_",
    "destroy-",
    "fake-",
    "force-",
    "pg_terminate",
    "purge-",
    "terminate-",
    "wipe-",
];

/// Programs that open a file for editing by hand.
const EDITORS: [&str; 10] =
    ["emacs", "mcedit", "nano", "nvim", "pico", "sudoedit", "vi", "vim", "vipw", "visudo"];

/// Words of a command that go back to another release or start processes anew.
const RESTARTING: [&str; 9] = [
    "force-recreate",
    "kill",
    "killall",
    "pkill",
    "recreate",
    "reload",
    "restart",
    "rollback",
    "undo",
];

/// The first word of a simple command that destroys something.
pub(super) fn destroying(words: &[String]) -> Option<String> {
    parts(words).into_iter().find(|part| {
        DESTROYING.contains(&part.as_str()) || DESTROYING_STEMS.iter().any(|s| part.starts_with(s))
    })
}

/// How a simple command edits where something runs, such as `kubectl edit`.
pub(super) fn editing(words: &[String]) -> Option<String> {
    let parts = parts(words);
    let has = |part: &str| parts.iter().any(|known| known == part);
    let short = |option: &str, of: &[&str]| {
        of.iter().any(|program| has(program)) && words.iter().any(|w| is_short(w, option))
    };
    for program in ["kubectl", "oc", "systemctl"] {
        if has(program) && has("edit") {
            return Some(format!("{program} edit"));
        }
    }
    if has("crontab") && short("e", &["crontab"]) {
        return Some("crontab -e".to_owned());
    }
    if has("sed") && (short("i", &["sed"]) || has("in-place")) {
        return Some("sed -i".to_owned());
    }
    if has("perl") && short("i", &["perl"]) {
        return Some("perl -i".to_owned());
    }
    parts.into_iter().find(|part| EDITORS.contains(&part.as_str()))
}

/// Whether a simple command goes back to another release or starts processes anew.
pub(super) fn restarting(words: &[String]) -> bool {
    let parts = parts(words);
    let has = |part: &str| parts.iter().any(|known| known == part);
    parts.iter().any(|part| RESTARTING.contains(&part.as_str()))
        || has("compose") && has("up")
        || has("delete") && (has("pod") || has("pods"))
}

/// The words of a simple command in lower case, those inside a quoted one too, without the path of
/// a program and the hyphens of an option.
fn parts(words: &[String]) -> Vec<String> {
    let apart = |c: char| !c.is_ascii_alphanumeric() && !"-_/".contains(c);
    let parts = words.iter().flat_map(|word| word.split(apart));
    let named = parts.map(|part| match part.starts_with('/') {
        true => part.rsplit('/').next().unwrap_or_default(),
        false => part,
    });
    let plain = named.map(|part| part.trim_start_matches('-').to_ascii_lowercase());
    plain.filter(|part| !part.is_empty()).collect()
}

/// Whether a word, or one inside a quoted one, is a bundle of short options with this one in it.
fn is_short(word: &str, option: &str) -> bool {
    word.split_whitespace().any(|word| {
        word.strip_prefix('-')
            .is_some_and(|short| !short.starts_with('-') && short.contains(option))
    })
}
