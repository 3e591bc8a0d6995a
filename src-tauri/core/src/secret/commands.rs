//! Passwords that a command is given without a name: `curl -u ana:hunter22`, `mysql -phunter22`.

use super::Found;
use super::places::{begins_word, byte, has_word, line_end, past_spaces};
use super::values::{given, stands_for_one};
use std::ops::Range;

/// How an option holds its password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `-p hunter22`
    Apart,
    /// `-phunter22`
    Joined,
    /// `-u ana:hunter22`: behind the first colon.
    Pair,
    /// `-U ana%hunter22`
    Percent,
}

/// Options of commands that take a password.
const OPTIONS: &[(&str, &str, Form)] = &[
    ("curl", "-u", Form::Pair),
    ("curl", "--user", Form::Pair),
    ("curl", "-U", Form::Pair),
    ("curl", "--proxy-user", Form::Pair),
    ("http", "-a", Form::Pair),
    ("https", "-a", Form::Pair),
    ("xh", "-a", Form::Pair),
    ("ab", "-A", Form::Pair),
    ("mysql", "-p", Form::Joined),
    ("mysqldump", "-p", Form::Joined),
    ("mysqladmin", "-p", Form::Joined),
    ("mysqlimport", "-p", Form::Joined),
    ("mariadb", "-p", Form::Joined),
    ("mariadb-dump", "-p", Form::Joined),
    ("sshpass", "-p", Form::Joined),
    ("sshpass", "-p", Form::Apart),
    ("redis-cli", "-a", Form::Apart),
    ("docker", "-p", Form::Apart),
    ("podman", "-p", Form::Apart),
    ("nerdctl", "-p", Form::Apart),
    ("helm", "-p", Form::Apart),
    ("az", "-p", Form::Apart),
    ("oc", "-p", Form::Apart),
    ("mongo", "-p", Form::Apart),
    ("mongosh", "-p", Form::Apart),
    ("mongodump", "-p", Form::Apart),
    ("mongorestore", "-p", Form::Apart),
    ("ldapsearch", "-w", Form::Apart),
    ("ldapmodify", "-w", Form::Apart),
    ("ldapadd", "-w", Form::Apart),
    ("smbclient", "-U", Form::Percent),
    ("rabbitmqadmin", "-p", Form::Apart),
    ("sqlcmd", "-P", Form::Apart),
    ("bcp", "-P", Form::Apart),
    ("cqlsh", "-p", Form::Apart),
    ("zip", "-P", Form::Apart),
    ("unzip", "-P", Form::Apart),
    ("7z", "-p", Form::Joined),
    ("ipmitool", "-P", Form::Apart),
    ("snmpwalk", "-A", Form::Apart),
    ("snmpwalk", "-X", Form::Apart),
];

/// Commands whose later arguments are a name and a password: how many words stand before that one.
const PLACES: &[(&str, usize)] = &[
    ("rabbitmqctl add_user", 1),
    ("rabbitmqctl change_password", 1),
    ("rabbitmqctl authenticate_user", 1),
    ("htpasswd -b", 2),
];

/// Commands that read a password from their input: what is echoed to them is one.
const READERS: &[&str] = &["--password-stdin", "sudo -S", "chpasswd", "passwd --stdin"];

/// Commands of which only what logs in takes a password: elsewhere `-p` is a port.
const LOGINS: &[&str] = &["docker", "podman", "nerdctl", "helm", "az", "oc"];

/// How much of a command is read.
const LONGEST: usize = 4096;

const PASSWORD: &str = "a password";

/// Every password that a command is given.
pub(super) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !byte(bytes, at).is_ascii_alphanumeric() || !begins_word(bytes, at) {
            at += 1;
            continue;
        }
        let is_word = |c: &&u8| c.is_ascii_alphanumeric() || **c == b'-' || **c == b'_';
        let end = at + bytes.iter().skip(at).take_while(is_word).count();
        let word = text.get(at..end).unwrap_or_default();
        let ranges = of_command(text, word, at..end);
        at = ranges.iter().map(|range| range.end).max().unwrap_or(end).max(end);
        found.extend(ranges.into_iter().map(|range| Found { kind: PASSWORD, range }));
    }
    found
}

fn of_command(text: &str, word: &str, at: Range<usize>) -> Vec<Range<usize>> {
    if word == "echo" || word == "printf" {
        return echoed(text, at.end).into_iter().collect();
    }
    let bytes = text.as_bytes();
    let mut options = OPTIONS.iter().filter(|(command, ..)| *command == word).peekable();
    if options.peek().is_some() && matches!(byte(bytes, at.end), b' ' | b'\t') {
        return of_options(text, at.end, &options.copied().collect::<Vec<_>>());
    }
    let place = PLACES
        .iter()
        .find(|(command, _)| command.starts_with(word) && has_word(bytes, at.start, command));
    let found = place.and_then(|(command, words)| {
        let mut end = at.start + command.len();
        for _ in 0..*words {
            end = word_end(bytes, past_spaces(bytes, end, 8));
        }
        argument(text, past_spaces(bytes, end, 8))
    });
    found.into_iter().collect()
}

/// Walks the words of a command until it ends; a line that ends in `\` goes on.
fn of_options(
    text: &str,
    at: usize,
    options: &[(&'static str, &'static str, Form)],
) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let limit = at.saturating_add(LONGEST).min(bytes.len());
    let command = options.first().map(|(command, ..)| *command).unwrap_or_default();
    let mut has_login = !LOGINS.contains(&command);
    let mut found = Vec::new();
    let mut at = at;
    while at < limit {
        at = past_gap(bytes, at);
        if at >= limit || matches!(byte(bytes, at), b'\n' | b'|' | b';' | b'&' | b')' | b'`') {
            break;
        }
        let end = word_end(bytes, at).max(at + 1);
        let word = text.get(at..end).unwrap_or_default();
        has_login |= word == "login";
        let range = options.iter().filter(|_| has_login).find_map(|(_, option, form)| {
            match form {
                Form::Joined => {
                    let value = word.strip_prefix(option)?;
                    let is_value = !value.is_empty() && !stands_for_one(value);
                    is_value.then_some(()).and_then(|()| argument(text, at + option.len()))
                }
                _ if word == *option => argument(text, past_gap(bytes, end)),
                _ => {
                    let joined =
                        word.strip_prefix(option).and_then(|rest| rest.strip_prefix('='))?;
                    argument(text, end - joined.len())
                }
            }
            .and_then(|range| of_pair(text, range, *form))
        });
        at = range.as_ref().map_or(end, |range| range.end.max(end));
        found.extend(range);
    }
    found
}

/// The password of a pair; all of what is none.
fn of_pair(text: &str, range: Range<usize>, form: Form) -> Option<Range<usize>> {
    let sign = match form {
        Form::Pair => ':',
        Form::Percent => '%',
        Form::Apart | Form::Joined => return Some(range),
    };
    let at = text.get(range.clone())?.find(sign)?;
    let secret = range.start + at + 1..range.end;
    let value = text.get(secret.clone())?;
    (value.len() > 2 && !stands_for_one(value)).then_some(secret)
}

/// An argument that may be a password.
fn argument(text: &str, at: usize) -> Option<Range<usize>> {
    if byte(text.as_bytes(), at) == b'-' {
        return None;
    }
    let given = given(text, at, b"")?;
    let value = text.get(given.range.clone())?;
    let is_port = value.bytes().all(|c| c.is_ascii_digit() || c == b':');
    (!stands_for_one(value) && !is_port).then_some(given.range)
}

/// `echo hunter22 | docker login --password-stdin`.
fn echoed(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let line = text.get(at..super::places::between(text, line_end(bytes, at, LONGEST)))?;
    let pipe = line.find('|')?;
    let reads = line.get(pipe..)?;
    let reader = READERS.iter().find(|reader| reads.contains(**reader))?;
    let mut at = past_spaces(bytes, at, 8);
    while byte(bytes, at) == b'-' {
        at = past_spaces(bytes, word_end(bytes, at), 8);
    }
    let range = argument(text, at)?;
    match *reader == "chpasswd" {
        true => of_pair(text, range, Form::Pair),
        false => Some(range),
    }
}

fn past_gap(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = past_spaces(bytes, at, LONGEST);
        match (byte(bytes, at), byte(bytes, at + 1)) {
            (b'\\', b'\n') => at += 2,
            _ => return at,
        }
    }
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    let mut open = 0;
    while end < bytes.len() && end - at < LONGEST {
        let c = byte(bytes, end);
        match open {
            0 if c.is_ascii_whitespace() || b"|;&)`".contains(&c) => break,
            0 if matches!(c, b'"' | b'\'') => open = c,
            _ if c == open => open = 0,
            _ if c == b'\n' => break,
            _ => {}
        }
        end += 1;
    }
    end
}
