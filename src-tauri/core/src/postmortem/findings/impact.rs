//! Whether an impact text holds a size: a number with its unit, or an estimate marked as one.

use crate::event::Section;
use crate::incident::Incident;
use crate::postmortem::TO_FILL_IN;
use crate::postmortem::prose::written_texts;

const CURRENCY: [char; 5] = ['$', '€', '£', '¥', '₹'];
const ESTIMATES: [&str; 7] =
    ["about", "estimated", "estimate", "approximately", "roughly", "around", "circa"];
const QUANTITIES: [&str; 24] = [
    "no",
    "none",
    "zero",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "dozen",
    "dozens",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "half",
    "quarter",
    "third",
    "million",
];
const COUNTED: [&str; 22] = [
    "user",
    "users",
    "customer",
    "customers",
    "order",
    "orders",
    "request",
    "requests",
    "payment",
    "payments",
    "account",
    "accounts",
    "session",
    "sessions",
    "record",
    "records",
    "people",
    "row",
    "rows",
    "message",
    "messages",
    "data",
];

/// Whether any standing impact text holds a number with a unit, or a marked estimate.
pub(in crate::postmortem) fn impact_is_counted(incident: &Incident) -> bool {
    written_texts(incident, Section::Impact).iter().any(|(_, text)| is_counted(text))
}

fn is_counted(text: &str) -> bool {
    text.lines().filter(|line| !line.trim_start().starts_with(TO_FILL_IN)).any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.iter().enumerate().any(|(at, word)| {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let before =
                at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
            is_number_with_unit(word, next, before) || is_spelled(word, next) || {
                let rest = words.get(at + 1..).unwrap_or_default();
                is_marked_estimate(word, rest)
            }
        })
    })
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// `45%`, `45 percent`, `1,200 orders`, `€300`, `3.5h`; not a version, a clock time, a date or a
/// name such as SEV1.
fn is_number_with_unit(word: &str, next: &str, before: &str) -> bool {
    let word = word.trim_matches(|c: char| "()[]\"'*_,;:.".contains(c));
    let word = word.trim_start_matches(['~', '≈', '<', '>', '+', '−', '-']);
    let has_currency = word.starts_with(CURRENCY) || word.ends_with(CURRENCY);
    let word = word.trim_matches(CURRENCY);
    let digits = word.find(|c: char| !(c.is_ascii_digit() || ".,'".contains(c)));
    let (number, unit) = word.split_at_checked(digits.unwrap_or(word.len())).unwrap_or((word, ""));
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if has_currency || CURRENCY.iter().any(|sign| before.ends_with(*sign)) {
        return true;
    }
    if unit.is_empty() {
        let next = next.trim_start_matches(['(', '*', '_']);
        return next.starts_with(|c: char| {
            c.is_alphabetic() || c == '%' || c == '‰' || CURRENCY.contains(&c)
        }) && !is_clock_word(next)
            && !is_status_code(number, next);
    }
    unit.starts_with(['%', '‰']) || unit.chars().all(char::is_alphabetic) && !is_clock_word(unit)
}

fn is_clock_word(word: &str) -> bool {
    ["utc", "z", "am", "pm", "and", "or", "to", "until", "after", "on", "in", "at", "was", "were"]
        .contains(&bare(word).as_str())
}

// "500 errors" counts errors or names a status: a size says of what.
fn is_status_code(number: &str, next: &str) -> bool {
    number.len() == 3
        && number.starts_with(['4', '5'])
        && ["response", "responses", "status", "code", "codes"].contains(&bare(next).as_str())
}

/// `three customers`, `no orders`.
fn is_spelled(word: &str, next: &str) -> bool {
    QUANTITIES.contains(&bare(word).as_str()) && COUNTED.contains(&bare(next).as_str())
}

/// `about half of the users`, `estimated at a third`, `~40`.
fn is_marked_estimate(word: &str, rest: &[&str]) -> bool {
    let is_size = |word: &str| {
        bare(word).starts_with(|c: char| c.is_ascii_digit())
            || QUANTITIES.contains(&bare(word).as_str())
    };
    if let Some(size) = word.trim_start_matches('(').strip_prefix(['~', '≈']) {
        let first = rest.first().copied().unwrap_or_default();
        return is_size(if size.is_empty() { first } else { size });
    }
    ESTIMATES.contains(&bare(word).as_str()) && rest.iter().take(4).any(|word| is_size(word))
}
