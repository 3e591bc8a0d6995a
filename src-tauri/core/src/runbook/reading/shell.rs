//! Reading a shell text far enough to see which programs it runs.

use super::{PROGRAMS, REHEARSALS, UNLESS, VERBS, sql};
use std::iter::Peekable;
use std::str::Chars;

/// How deep substitutions and wrapped commands are followed; beyond it they count as a change.
const DEEPEST: usize = 8;

/// Words that may stand before a command without being one.
const KEYWORDS: [&str; 10] =
    ["if", "then", "else", "elif", "while", "until", "do", "!", "{", "time"];

/// Words that end or head a compound command and run nothing themselves.
const SILENT: [&str; 6] = ["fi", "done", "esac", "}", "for", "case"];

/// Options before the verb that take the next word as their value.
const WITH_VALUE: [&str; 19] = [
    "-n",
    "--namespace",
    "--context",
    "--kube-context",
    "--cluster",
    "--kubeconfig",
    "-A",
    "--app",
    "-C",
    "-c",
    "-H",
    "--host",
    "-h",
    "-p",
    "-u",
    "--user",
    "--profile",
    "--region",
    "-f",
];

/// Programs that run the command behind them, with how many words of their own come first.
const WRAPPERS: [(&str, usize); 8] = [
    ("sudo", 0),
    ("command", 0),
    ("nohup", 0),
    ("watch", 0),
    ("env", 0),
    ("exec", 0),
    ("timeout", 1),
    ("xargs", 0),
];

/// Options of those programs that take the next word as their value.
const WRAPPER_VALUES: [&str; 6] = ["-n", "-u", "-I", "-L", "-P", "--interval"];

/// Whether any command in the text changes something.
pub(super) fn changes_state(text: &str) -> bool {
    changes(text, 0)
}

fn changes(text: &str, depth: usize) -> bool {
    if depth > DEEPEST {
        return true;
    }
    let script = Script::read(text);
    script.unreadable
        || script.nested.iter().any(|nested| changes(nested, depth + 1))
        || script.commands.iter().any(|words| command_changes(words, depth))
}

/// The words of every simple command that changes something, those of substitutions too.
pub(super) fn changing(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    collect_changing(text, 0, &mut found);
    found
}

fn collect_changing(text: &str, depth: usize, found: &mut Vec<Vec<String>>) {
    if depth > DEEPEST {
        return;
    }
    let script = Script::read(text);
    for nested in &script.nested {
        collect_changing(nested, depth + 1, found);
    }
    found.extend(script.commands.into_iter().filter(|words| command_changes(words, depth)));
}

/// A shell text in simple commands, with what its substitutions contain.
#[derive(Default)]
struct Script {
    commands: Vec<Vec<String>>,
    nested: Vec<String>,
    /// Set where a quote is open at the end, or a file outside the working folder is written.
    unreadable: bool,
}

impl Script {
    fn read(text: &str) -> Self {
        let joined = text.replace("\\\n", " ");
        let mut script = Self::default();
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut chars = joined.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\'' => script.take_quoted(&mut chars, word.get_or_insert_default()),
                '"' => script.take_double(&mut chars, word.get_or_insert_default()),
                '\\' => word.get_or_insert_default().extend(chars.next()),
                '$' if chars.peek() == Some(&'(') => {
                    chars.next();
                    script.take_substitution(&mut chars, ')');
                    word.get_or_insert_default().push('$');
                }
                '`' => {
                    script.take_substitution(&mut chars, '`');
                    word.get_or_insert_default().push('$');
                }
                '#' if word.is_none() => while chars.next_if(|c| *c != '\n').is_some() {},
                '>' => {
                    if word.as_deref().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()))
                    {
                        word = None;
                    }
                    words.extend(word.take());
                    script.take_redirect(&mut chars);
                }
                '\n' | ';' | '|' | '&' | '(' | ')' => {
                    words.extend(word.take());
                    script.commands.push(std::mem::take(&mut words));
                }
                c if c.is_whitespace() => words.extend(word.take()),
                c => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        script.commands.push(words);
        script.commands.retain(|words| !words.is_empty());
        script
    }

    fn take_quoted(&mut self, chars: &mut Peekable<Chars<'_>>, word: &mut String) {
        loop {
            match chars.next() {
                Some('\'') => return,
                Some(c) => word.push(c),
                None => {
                    self.unreadable = true;
                    return;
                }
            }
        }
    }

    fn take_double(&mut self, chars: &mut Peekable<Chars<'_>>, word: &mut String) {
        while let Some(c) = chars.next() {
            match c {
                '"' => return,
                '\\' => word.extend(chars.next()),
                '`' => self.take_substitution(chars, '`'),
                '$' if chars.peek() == Some(&'(') => {
                    chars.next();
                    self.take_substitution(chars, ')');
                }
                c => word.push(c),
            }
        }
        self.unreadable = true;
    }

    fn take_substitution(&mut self, chars: &mut Peekable<Chars<'_>>, end: char) {
        let mut inside = String::new();
        let mut open = 0;
        for c in chars.by_ref() {
            match c {
                c if c == end && open == 0 => {
                    self.nested.push(inside);
                    return;
                }
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            inside.push(c);
        }
        self.unreadable = true;
    }

    /// A file beside the person, such as saved evidence, changes nothing that matters here.
    fn take_redirect(&mut self, chars: &mut Peekable<Chars<'_>>) {
        while chars.next_if(|c| *c == '>' || *c == '|').is_some() {}
        let to_stream = chars.next_if_eq(&'&').is_some();
        while chars.next_if(|c| *c == ' ').is_some() {}
        let mut target = String::new();
        while let Some(c) = chars.next_if(|c| !c.is_whitespace() && !";|&()<>".contains(*c)) {
            target.push(c);
        }
        let stream = to_stream && target.chars().all(|c| c.is_ascii_digit() || c == '-');
        self.unreadable |= !stream && !is_own_file(&target);
    }
}

fn is_own_file(path: &str) -> bool {
    let path = path.trim_matches(['"', '\'']);
    path == "/dev/null"
        || path.starts_with("/tmp/")
        || (!path.is_empty() && !path.starts_with(['/', '~', '$']) && !path.contains(".."))
}

fn command_changes(words: &[String], depth: usize) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut words = words.as_slice();
    while let [first, rest @ ..] = words
        && (KEYWORDS.contains(first) || is_assignment(first))
    {
        words = rest;
    }
    let [program, args @ ..] = words else {
        return false;
    };
    let program = program.rsplit('/').next().unwrap_or(program);
    if SILENT.contains(&program) || args.iter().any(|arg| is_rehearsal(arg)) {
        return false;
    }
    if let Some((_, own)) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == program) {
        return wrapped_changes(args, *own, depth);
    }
    match program {
        _ if matches!(args, ["--version" | "-V" | "--help"]) => false,
        _ if PROGRAMS.contains(&program) => false,
        "tee" => !args.iter().filter(|arg| !arg.starts_with('-')).all(|path| is_own_file(path)),
        "curl" if args.iter().any(|arg| has_short(arg, "XdFTK")) => true,
        "aws" => !aws_reads(args),
        "nginx" => {
            !args.iter().all(|arg| ["-t", "-T", "-v", "-V"].contains(arg)) || args.is_empty()
        }
        "psql" => !psql_reads(args),
        "manage.py" => !has_verb("django-admin", args),
        "python" | "python3" => !python_reads(args),
        "kubectl" if inner_command(args).is_some() => {
            inner_command(args).is_none_or(|inner| slice_changes(inner, depth))
        }
        _ => match UNLESS.iter().find(|(name, _)| *name == program) {
            Some((_, unless)) => args.iter().any(|arg| unless.iter().any(|u| matches_arg(arg, u))),
            None => !has_verb(program, args),
        },
    }
}

fn slice_changes(words: &[&str], depth: usize) -> bool {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    depth >= DEEPEST || command_changes(&words, depth + 1)
}

fn wrapped_changes(args: &[&str], own: usize, depth: usize) -> bool {
    let mut skip = 0;
    while let Some(arg) = args.get(skip).filter(|arg| arg.starts_with('-') || is_assignment(arg)) {
        skip += if WRAPPER_VALUES.contains(arg) { 2 } else { 1 };
    }
    args.get(skip + own..).is_none_or(|inner| inner.is_empty() || slice_changes(inner, depth))
}

/// What `kubectl exec` runs.
fn inner_command<'a>(args: &'a [&'a str]) -> Option<&'a [&'a str]> {
    if verb_words(args).first() != Some(&"exec") {
        return None;
    }
    let at = args.iter().position(|arg| *arg == "--")?;
    args.get(at + 1..).filter(|inner| !inner.is_empty())
}

fn has_verb(program: &str, args: &[&str]) -> bool {
    let Some((_, verbs)) = VERBS.iter().find(|(name, _)| *name == program) else {
        return false;
    };
    let words = verb_words(args);
    verbs.iter().any(|verb| {
        let verb: Vec<_> = verb.split(' ').collect();
        words.get(..verb.len()).is_some_and(|start| {
            start.iter().zip(&verb).all(|(word, verb)| word.eq_ignore_ascii_case(verb))
        })
    })
}

/// The arguments from the verb on, without options and the values of known ones.
fn verb_words<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let mut words = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if !arg.starts_with('-') {
            words.push(*arg);
        } else if words.is_empty() && WITH_VALUE.contains(arg) {
            args.next();
        }
    }
    words
}

fn aws_reads(args: &[&str]) -> bool {
    match verb_words(args).as_slice() {
        ["s3", verb, ..] => *verb == "ls",
        [_, verb, ..] => {
            ["describe-", "get-", "head-", "list-"].iter().any(|reading| verb.starts_with(reading))
        }
        _ => false,
    }
}

fn psql_reads(args: &[&str]) -> bool {
    if args.iter().any(|arg| ["-l", "--list"].contains(arg)) {
        return true;
    }
    let changes_by_file = args.iter().any(|arg| arg.starts_with("-f") || arg.starts_with("--file"));
    let mut statements = args.iter().enumerate().filter_map(|(at, arg)| match *arg {
        "-c" | "--command" | "-Atc" | "-tAc" | "-Ac" | "-tc" | "-xc" => args.get(at + 1).copied(),
        arg => arg.strip_prefix("--command="),
    });
    let Some(first) = statements.next() else { return false };
    !changes_by_file
        && std::iter::once(first).chain(statements).all(|text| !sql::changes_state(text))
}

fn python_reads(args: &[&str]) -> bool {
    match args {
        ["-m", "django", rest @ ..] => has_verb("django-admin", rest),
        [script, rest @ ..] if script.rsplit('/').next() == Some("manage.py") => {
            has_verb("django-admin", rest)
        }
        _ => false,
    }
}

/// Whether one of the letters is among an argument's short options.
fn has_short(arg: &str, letters: &str) -> bool {
    arg.strip_prefix('-')
        .is_some_and(|short| !short.starts_with('-') && short.contains(|c| letters.contains(c)))
}

fn is_rehearsal(arg: &str) -> bool {
    REHEARSALS.contains(&arg)
        || arg.strip_prefix("--dry-run=").is_some_and(|how| !["none", "false"].contains(&how))
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn matches_arg(arg: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => arg.starts_with(start),
        None => arg == pattern,
    }
}
