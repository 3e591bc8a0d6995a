//! Reading SQL far enough to see whether it writes.

/// First words of statements that only read, or that only set the session or its transaction.
const READING: [&str; 12] = [
    "abort", "begin", "commit", "end", "explain", "reset", "rollback", "select", "set", "show",
    "table", "with",
];

/// Words that make any statement a change: they write, lock, or act on other sessions.
const CHANGING: [&str; 30] = [
    "alter",
    "analyze",
    "call",
    "copy",
    "create",
    "delete",
    "drop",
    "execute",
    "global",
    "grant",
    "insert",
    "into",
    "lo_import",
    "lo_unlink",
    "merge",
    "nextval",
    "persist",
    "pg_cancel_backend",
    "pg_create_restore_point",
    "pg_reload_conf",
    "pg_switch_wal",
    "pg_terminate_backend",
    "prepare",
    "replace",
    "revoke",
    "set_config",
    "setval",
    "share",
    "truncate",
    "update",
];

/// Whether any statement of the text changes something.
pub(super) fn changes_state(text: &str) -> bool {
    let code = without_quotes(text);
    let mut statements = code.split(';').map(str::trim).filter(|text| !text.is_empty()).peekable();
    statements.peek().is_none() || statements.any(statement_changes)
}

/// The statements of a text that change something.
pub(super) fn changing(text: &str) -> Vec<String> {
    let code = without_quotes(text);
    let statements = code.split(';').map(str::trim).filter(|text| !text.is_empty());
    statements.filter(|statement| statement_changes(statement)).map(str::to_owned).collect()
}

fn statement_changes(statement: &str) -> bool {
    // psql's own commands: \d and its kin look, \l lists; the others may run anything.
    if let Some(command) = statement.strip_prefix('\\') {
        let mut words = command.split_whitespace();
        let name = words.next().unwrap_or_default();
        return command.contains(['\\', '\n']) || !(name.starts_with('d') || name == "l");
    }
    let words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut words = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).peekable();
    !words.peek().is_some_and(|first| READING.contains(&first.as_str()))
        || words.any(|word| CHANGING.contains(&word.as_str()))
}

/// The text without comments and without what stands in quotes.
fn without_quotes(text: &str) -> String {
    let mut code = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' => {
                while chars.next_if(|inside| *inside != c).is_some() {}
                chars.next();
                code.push(' ');
            }
            '-' if chars.peek() == Some(&'-') => {
                while chars.next_if(|inside| *inside != '\n').is_some() {}
            }
            c => code.push(c),
        }
    }
    code
}
