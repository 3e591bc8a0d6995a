//! Which commands only read: everything else is taken to change something.
//!
//! A mistake costs differently on the two sides: a reading command taken for a change asks for an
//! Undo too many, a change taken for reading hides one. So what is not listed changes.

mod shell;
mod sql;

use super::placeholder;
use super::plan::Command;

/// Programs that read whatever their arguments are.
const PROGRAMS: &[&str] = &[
    "[",
    "basename",
    "cat",
    "cd",
    "cmp",
    "column",
    "cut",
    "df",
    "diff",
    "dig",
    "dirname",
    "du",
    "echo",
    "egrep",
    "export",
    "false",
    "file",
    "free",
    "getent",
    "grep",
    "head",
    "host",
    "id",
    "jq",
    "less",
    "ls",
    "lsof",
    "netstat",
    "nl",
    "nslookup",
    "paste",
    "pgrep",
    "ping",
    "printenv",
    "printf",
    "ps",
    "pwd",
    "read",
    "readlink",
    "realpath",
    "rg",
    "set",
    "sha256sum",
    "sleep",
    "ss",
    "stat",
    "tac",
    "tail",
    "test",
    "top",
    "tr",
    "traceroute",
    "true",
    "uname",
    "uniq",
    "uptime",
    "vmstat",
    "wait",
    "wc",
    "which",
    "whoami",
    "zcat",
    "zgrep",
];

/// Programs that read with these verbs only; a verb may be several words.
const VERBS: &[(&str, &[&str])] = &[
    (
        "argocd",
        &[
            "app diff",
            "app get",
            "app history",
            "app list",
            "app logs",
            "app manifests",
            "app resources",
            "app wait",
            "version",
        ],
    ),
    ("celery", &["inspect", "report", "status"]),
    (
        "docker",
        &[
            "compose config",
            "compose images",
            "compose logs",
            "compose ls",
            "compose ps",
            "compose top",
            "container inspect",
            "container logs",
            "container ls",
            "diff",
            "events",
            "history",
            "image history",
            "image inspect",
            "image ls",
            "images",
            "info",
            "inspect",
            "logs",
            "manifest inspect",
            "node ls",
            "node ps",
            "port",
            "ps",
            "service inspect",
            "service logs",
            "service ls",
            "service ps",
            "stack ls",
            "stack ps",
            "stack services",
            "stats",
            "top",
            "version",
        ],
    ),
    (
        "django-admin",
        &["check", "diffsettings", "inspectdb", "showmigrations", "sqlmigrate", "version"],
    ),
    ("fly", &["logs", "releases", "status"]),
    ("flyctl", &["logs", "releases", "status"]),
    (
        "gh",
        &[
            "issue list",
            "issue view",
            "pr checks",
            "pr diff",
            "pr list",
            "pr status",
            "pr view",
            "release list",
            "release view",
            "run list",
            "run view",
            "run watch",
            "workflow list",
            "workflow view",
        ],
    ),
    (
        "git",
        &[
            "blame",
            "cat-file",
            "describe",
            "diff",
            "grep",
            "log",
            "ls-files",
            "ls-remote",
            "ls-tree",
            "merge-base",
            "name-rev",
            "rev-list",
            "rev-parse",
            "shortlog",
            "show",
            "status",
            "version",
        ],
    ),
    (
        "helm",
        &[
            "diff", "env", "get", "history", "lint", "list", "ls", "search", "show", "status",
            "template", "version",
        ],
    ),
    ("heroku", &["logs", "pg:info", "ps", "releases", "releases:info", "status"]),
    (
        "kubectl",
        &[
            "api-resources",
            "api-versions",
            "argo rollouts get",
            "argo rollouts list",
            "argo rollouts status",
            "auth can-i",
            "auth whoami",
            "cluster-info",
            "config current-context",
            "config get-contexts",
            "config view",
            "describe",
            "diff",
            "events",
            "explain",
            "get",
            "logs",
            "rollout history",
            "rollout status",
            "top",
            "version",
            "wait",
        ],
    ),
    ("netlify", &["status"]),
    ("npm", &["explain", "list", "ls", "outdated", "ping", "view", "why"]),
    ("openssl", &["s_client", "verify", "version", "x509"]),
    (
        "pm2",
        &[
            "describe",
            "info",
            "jlist",
            "list",
            "logs",
            "ls",
            "monit",
            "prettylist",
            "show",
            "status",
        ],
    ),
    (
        "redis-cli",
        &[
            "dbsize",
            "exists",
            "get",
            "hexists",
            "hget",
            "hgetall",
            "hlen",
            "info",
            "llen",
            "lrange",
            "memory usage",
            "mget",
            "ping",
            "pttl",
            "scan",
            "scard",
            "strlen",
            "ttl",
            "type",
            "xinfo",
            "xlen",
            "zcard",
        ],
    ),
    (
        "systemctl",
        &[
            "cat",
            "is-active",
            "is-enabled",
            "is-failed",
            "list-timers",
            "list-units",
            "show",
            "status",
        ],
    ),
    ("terraform", &["output", "plan", "show", "state list", "state show", "validate", "version"]),
    ("vercel", &["inspect", "list", "logs", "ls", "whoami"]),
];

/// Programs that read unless one of these arguments is there; a trailing `*` stands for any ending.
const UNLESS: &[(&str, &[&str])] = &[
    ("awk", &["-i", "inplace"]),
    ("curl", &["--request*", "--data*", "--form*", "--upload-file*", "--json*", "--config*"]),
    ("date", &["-s*", "--set*"]),
    ("find", &["-delete", "-exec*", "-ok*", "-fprint*", "-fls"]),
    ("journalctl", &["--vacuum*", "--rotate", "--flush", "--sync"]),
    ("sed", &["-i*", "--in-place*"]),
    ("sort", &["-o*", "--output*"]),
    ("yq", &["-i*", "--inplace*"]),
];

/// First words of PowerShell's verb-noun names that read.
const POWERSHELL: &[&str] = &[
    "compare",
    "convertfrom",
    "convertto",
    "format",
    "get",
    "group",
    "measure",
    "resolve",
    "select",
    "sort",
    "test",
    "where",
    "write",
];

/// Words of the command line that make a command a rehearsal.
const REHEARSALS: [&str; 3] = ["--dry-run", "--plan", "--check"];

/// Whether a command changes something, as far as its text tells.
///
/// It does unless every program and verb in it is in the lists above, or it carries `--dry-run`,
/// `--plan` or `--check`. Python always does: nothing here can tell what it runs.
pub fn changes_state(command: &Command) -> bool {
    let text = without_placeholders(&command.text);
    match command.lang.as_str() {
        "sh" | "bash" => shell::changes_state(&text),
        "sql" => sql::changes_state(&text),
        "powershell" => powershell_changes_state(&text),
        _ => true,
    }
}

/// The words of each simple command of a text that changes something, those of substitutions too.
///
/// SQL, PowerShell and Python come as their statements or lines.
pub(super) fn changing(command: &Command) -> Vec<Vec<String>> {
    let text = without_placeholders(&command.text);
    let worded = |part: &str| part.split_whitespace().map(str::to_owned).collect();
    match command.lang.as_str() {
        "sh" | "bash" => shell::changing(&text),
        "sql" => sql::changing(&text).iter().map(|statement| worded(statement)).collect(),
        "powershell" => {
            text.lines().filter(|line| powershell_changes_state(line)).map(worded).collect()
        }
        _ => text.lines().filter(|line| !line.trim_start().starts_with('#')).map(worded).collect(),
    }
}

/// A placeholder is one word whatever its own words are, and in no list.
fn without_placeholders(text: &str) -> String {
    let mut plain = text.to_owned();
    for placeholder in placeholder::find(text).iter().rev() {
        plain.replace_range(placeholder.range.clone(), "_placeholder");
    }
    plain
}

fn powershell_changes_state(text: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let calls = code.flat_map(|line| line.split(['|', ';'])).map(str::trim);
    let mut calls = calls.filter(|call| !call.is_empty()).peekable();
    let reads = |call: &str| {
        let name = call.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        !call.contains(['>', '{', '&', '('])
            && name.split_once('-').is_some_and(|(verb, _)| POWERSHELL.contains(&verb))
    };
    calls.peek().is_none() || !calls.all(reads)
}
