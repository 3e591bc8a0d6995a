//! A text of four times the length takes four times as long to be read, whatever stands in it: the
//! editor asks at each key, and one square in the parser or in a rule holds it for seconds.

use crate::support::pace::{best, for_four_times};
use kneeboard_core::runbook::parse;
use kneeboard_core::view::lint::{LintRequest, lint};
use pulldown_cmark::{Options, Parser};

/// The most that four times the text may cost: 4, and what caches add.
const MOST: f64 = 6.5;

/// Where the Markdown parser itself is slow, what may be done around it.
const AROUND_THE_PARSER: f64 = 12.0;

const BYTES: usize = 24_000;

fn looked_at(text: &str) {
    let request: LintRequest =
        serde_json::from_value(serde_json::json!({ "id": "any/x", "text": text })).unwrap();
    lint(&request, "2026-11-22".parse().unwrap());
}

fn bare(text: &str) {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(text, options).into_offset_iter().for_each(drop);
}

/// A runbook with this between a phase's heading and a step.
fn within(part: &str) -> String {
    format!("---\ntitle: T\nstack: any\n---\n# T\n\n## Triage\n\n{part}\n\n- [ ] Look\n")
}

/// The part again and again, to this length.
fn repeated(part: &str, bytes: usize) -> String {
    part.repeat(bytes / part.len())
}

#[test]
fn a_word_that_looks_behind_itself_costs_no_square() {
    let slow: Vec<String> = PATTERNS
        .iter()
        .filter_map(|part| {
            let text = |bytes: usize| within(&repeated(part, bytes));
            let ratio = for_four_times(BYTES, MOST, text, looked_at);
            if ratio <= MOST {
                return None;
            }
            let large = text(4 * BYTES);
            let of_parser =
                best(|| looked_at(&large)).as_secs_f64() / best(|| bare(&large)).as_secs_f64();
            (of_parser > AROUND_THE_PARSER).then(|| {
                format!("{part:?}: {ratio:.1} times, {of_parser:.0} times the bare parser")
            })
        })
        .collect();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

const PATTERNS: &[&str] = &[
    " ",
    "a ",
    "[a](",
    "<",
    "[",
    "a.",
    "http://a:",
    "a@",
    "<!--",
    "<![CDATA[",
    "&amp",
    "\u{200b}",
    "a\u{200b}",
    "just ",
    "just\t",
    "should ",
    "\"just\" ",
    "simply\n",
    "\"",
    "\u{201c}",
    "*",
    "**",
    "_",
    "*a",
    "`",
    "`a",
    "``",
    "~",
    "~~a",
    "![",
    "![a](",
    "](",
    "]",
    "[]",
    "[][",
    "[a][b] ",
    "[a]: ",
    "[a]: b\n",
    "> ",
    ">",
    "- ",
    "-",
    "1. ",
    "- [ ] ",
    "- [ ] a\n",
    "- [ ] \n",
    "  - Why: a\n",
    "  - If not: go to x\n",
    "- [ ] a\n  - If not: go to x\n",
    "- [ ] a\n  - When: a = b\n",
    "- [ ] a\n  - Why: b\n  - Why: c\n",
    "- [ ] a; b\n",
    "- [ ] a and b\n",
    "- [ ] a\n  - Record: b\n",
    "- [ ] a {{b}}\n",
    "{{",
    "{{a",
    "{{a}} ",
    "{{ask: a}} ",
    "}}",
    "{",
    "|",
    "| a ",
    "|-",
    "| a |\n|---|\n",
    "a | b\n",
    "#",
    "# a\n",
    "## a\n",
    "### a\n",
    "## Triage\n",
    "### Roll back\n",
    "### x\n",
    "---\n",
    "===\n",
    "a\n===\n",
    "```\n",
    "```sh\na\n```\n",
    "- [ ] a\n  ```sh\n  b\n  ```\n",
    "- [ ] a\n  ```\n  b\n  ```\n",
    "    a\n",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "a\n\n",
    "\\",
    "\\a",
    "&",
    "&#",
    "&#1",
    "&a;",
    "<a",
    "<a>",
    "</a>",
    "<a b=\"",
    "<?",
    "<!a",
    "</",
    "<a@b.c>",
    "http://",
    "https://a ",
    "www.",
    "a_b",
    "a*b",
    "é",
    "漢",
    "👩\u{200d}🚒",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    ":",
    ": ",
    "a: b\n",
    "Mode: x\n\n",
    "$(",
    "$(a",
    "a;",
    "a && ",
    "a | ",
    "'",
    "(",
    ")",
    "((",
    "[^1]",
    "[^1]: a\n",
    "- a\n  - b\n    - c\n",
    "> - ",
    "- > ",
    "1) a\n",
    "+ a\n",
    "* a\n",
    "***\n",
    "<!-- a -->",
    "<script>",
    "<pre>",
    "password=",
    "password=a",
    "token: ",
    "eyJ",
    "eyJa.",
    "eyJ-",
    "AKIA",
    "://",
    "a://b:c",
    "a://b@",
    "Bearer ",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "curl -u ",
    "sk-",
    "glpat-",
    "kind: Secret\n",
    "data:\n",
    "x=",
    "x=\"",
    "Cookie: ",
    "a=b;",
];
