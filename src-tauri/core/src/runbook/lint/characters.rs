//! Characters that cannot be seen, or that turn the direction of what is seen.

use super::found::Found;
use crate::hidden;
use crate::runbook::{Runbook, Step};

/// How many of them are named; more are no longer list.
const MOST: usize = 20;

/// RB32: no control, bidirectional or invisible character anywhere in the text.
///
/// Line feeds are none, and a tab is one only in a command, where a copy refuses it. A joiner or
/// variation selector beside a letter or sign outside ASCII belongs to it, as in an emoji or in
/// Persian, unless it stands in a command.
pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    let text = &runbook.text;
    let commands: Vec<_> = runbook.steps().flat_map(commands).collect();
    let in_command = |at: usize| commands.iter().any(|range| range.contains(&at));
    let mut before = ' ';
    let mut left = MOST;
    for (at, c) in text.char_indices() {
        let belongs = is_joining(c) && !before.is_ascii();
        before = c;
        let name = match c {
            '\n' => None,
            '\t' => Some("a tab, which a copy refuses").filter(|_| in_command(at)),
            c if c.is_control() => Some("a control character"),
            c => hidden::name(c).filter(|_| !belongs || in_command(at)),
        };
        if let Some(name) = name.filter(|_| left > 0) {
            left -= 1;
            found.at_byte("RB32", at, format!("Here is U+{:04X}, {name}.", c as u32));
        }
    }
}

fn commands(step: &Step) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    step.commands.iter().cloned()
}

fn is_joining(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}
