//! Times as people type them at night: `02:14`, `2:14 pm`, `-10m`, `10 min ago`, `yesterday 22:41`.
//!
//! Everything here gets lower-case text. The rules and a table of inputs with their answers are in
//! `tests/fixtures/typed_times.json`.

use super::parse::{AtError, Why};
use super::{LocalTime, Moment, Now, Zone};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// How far ahead a clock time may be and still be the one meant: clocks differ, and people round up.
const AHEAD_MS: i64 = 5 * 60_000;
/// How long ago yesterday's clock time may be and still be the one meant.
const BACK_MS: i64 = 12 * 3_600_000;
/// How long ago last year's day may be and still be the one meant.
const DAYS_BACK: i64 = 183;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Abbreviations that people type and that no list of zones holds: most of them name several.
const ABBREVIATIONS: [&str; 22] = [
    "gmt", "bst", "ist", "cest", "eest", "wib", "msk", "pst", "pdt", "mdt", "cst", "cdt", "edt",
    "akst", "akdt", "hst", "jst", "kst", "aest", "aedt", "acst", "nzst",
];

/// Which of several instants is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    /// One that has been.
    Past,
    /// One that is to come.
    Future,
}

/// A clock reading without a day, and whether it is one of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    time: NaiveTime,
    utc: bool,
}

/// A zone that is written with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Utc,
    Offset(i32),
}

/// Whether one of the words is the name of a zone other than UTC.
pub(super) fn names_a_zone(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let plain = |word: &str| word != "utc" && word.bytes().all(|b| b.is_ascii_alphabetic());
        ABBREVIATIONS.contains(&word)
            || (word.contains('/') || plain(word)) && word != "z" && Zone::named(word).is_some()
    })
}

/// A day without a clock time; `None` where the text is no day.
pub(super) fn day(text: &str, now: &Now, lean: Lean) -> Result<Option<NaiveDate>, AtError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(named) = named_day(&words, text, now.zone.here(now.at).date(), lean)? else {
        return Ok(None);
    };
    match named {
        Day::One(day) => Ok(Some(day)),
        Day::Either(last, next) => {
            let choices = [last, next].map(|day| now.zone.midnight(day));
            Err(which(text, now.zone, Why::Day, choices))
        }
    }
}

/// A clock time alone; `None` where the text is more than that, or something else.
pub(super) fn clock_alone(text: &str) -> Result<Option<Clock>, AtError> {
    let parts = Parts::of(text)?;
    Ok(match (parts.clock, parts.day.as_slice(), parts.zone) {
        (Some(time), [], None) => Some(Clock { time, utc: false }),
        (Some(time), [], Some(Written::Utc)) => Some(Clock { time, utc: true }),
        _ => None,
    })
}

/// One instant.
pub(super) fn instant(text: &str, now: &Now, lean: Lean) -> Result<Moment, AtError> {
    let text = text.trim();
    if text == "now" {
        return Ok(now.at);
    }
    if let Some(ms) = counted(text, lean) {
        let at = ms.and_then(|ms| now.at.ms().checked_add(ms)).filter(|ms| is_in_years(*ms));
        let at = at.ok_or_else(|| AtError::OutOfRange { text: text.to_owned() })?;
        return Ok(now.zone.here(Moment::new(at, 0)));
    }
    let parts = Parts::of(text)?;
    let not_a_time = || AtError::NotATime { text: text.to_owned() };
    let time = parts.clock.ok_or_else(not_a_time)?;
    let zone = match parts.zone {
        Some(Written::Utc) => Zone::Fixed { offset_min: 0 },
        Some(Written::Offset(offset_min)) => Zone::Fixed { offset_min },
        None => now.zone,
    };
    if parts.day.is_empty() {
        return match parts.zone {
            // `02:10-02:30` is meant as a range.
            Some(Written::Offset(_)) => Err(not_a_time()),
            _ => nearest(text, time, zone, now, lean),
        };
    }
    let today = zone.here(now.at).date();
    let named = named_day(&parts.day, text, today, lean)?.ok_or_else(not_a_time)?;
    let is_full = matches!(parts.day.as_slice(), [one] if one.contains('-'));
    if matches!(parts.zone, Some(Written::Offset(_))) && !is_full {
        return Err(not_a_time());
    }
    let at = match named {
        Day::One(day) => placed(text, day.and_time(time), zone, now, lean)?,
        Day::Either(last, next) => {
            let choices = [last, next].map(|day| first(zone.local(day.and_time(time))));
            return Err(which(text, zone, Why::Day, choices));
        }
    };
    match is_in_years(at.ms()) {
        true => Ok(at),
        false => Err(AtError::OutOfRange { text: text.to_owned() }),
    }
}

impl Clock {
    /// The first instant from `start` on at which a clock shows this.
    pub(super) fn first_from(&self, start: Moment, now: &Now) -> Option<Moment> {
        let zone = if self.utc { Zone::Fixed { offset_min: 0 } } else { now.zone };
        let day = zone.here(start).date();
        [Some(day), day.succ_opt()].into_iter().flatten().find_map(|day| {
            let (one, other) = match zone.local(day.and_time(self.time)) {
                LocalTime::Once(at) => (at, at),
                LocalTime::Twice(earlier, later) => (earlier, later),
                LocalTime::Never(..) => return None,
            };
            [one, other].into_iter().find(|at| at.ms() >= start.ms())
        })
    }
}

/// What a text has of a day, a clock time and a zone.
struct Parts<'a> {
    day: Vec<&'a str>,
    clock: Option<NaiveTime>,
    zone: Option<Written>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Self, AtError> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        // `2026-11-22T02:14`: the T parts the day from its clock.
        if let Some((date, clock)) = words.first().and_then(|word| word.split_once('t'))
            && date.len() == 10
            && is_a_full_date(date)
        {
            words.splice(..1, [date, clock]);
        }
        let bad = || AtError::BadClock { text: text.to_owned() };
        let mut parts = Self { day: Vec::new(), clock: None, zone: None };
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            let (reading, zone) = zone_behind(word);
            if parts.clock.is_none()
                && let Some(clock) = Reading::of(reading, words.get(at).copied())
            {
                at += usize::from(clock.took_next);
                parts.clock = Some(clock.time().ok_or_else(bad)?);
                parts.zone = zone;
            } else if parts.zone.is_none() && parts.clock.is_some() && is_a_zone(word) {
                parts.zone = zone_of(word);
            } else {
                parts.day.push(word);
            }
        }
        Ok(parts)
    }
}

/// A clock's digits, as they were typed.
struct Reading {
    hour: u32,
    minute: u32,
    second: u32,
    nanos: u32,
    /// 0 for am, 12 for pm.
    half: Option<u32>,
    took_next: bool,
}

impl Reading {
    /// `2:14`, `14:05:30`, `2:14pm`, and `2:14` with `pm` as the next word; `2pm`, `2 pm`.
    fn of(word: &str, next: Option<&str>) -> Option<Self> {
        let (digits, inside) = half_behind(word);
        let beside = next.filter(|_| inside.is_none()).and_then(half);
        let half = inside.or(beside);
        let (clock, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let parts: Vec<&str> = clock.split(':').collect();
        let (hour, minute, second) = match (parts.as_slice(), half) {
            ([hour], Some(_)) => (number(hour, 1)?, 0, 0),
            ([hour, minute], _) => (number(hour, 1)?, number(minute, 2)?, 0),
            ([hour, minute, second], _) => {
                (number(hour, 1)?, number(minute, 2)?, number(second, 2)?)
            }
            _ => return None,
        };
        let nanos = match fraction {
            "" if !digits.contains('.') => 0,
            // Only seconds have a fraction: `2.14` is not read.
            some if parts.len() == 3 && some.len() <= 9 => format!("{some:0<9}").parse().ok()?,
            _ => return None,
        };
        Some(Self { hour, minute, second, nanos, half, took_next: beside.is_some() })
    }

    fn time(&self) -> Option<NaiveTime> {
        let hour = match self.half {
            Some(half) if (1..=12).contains(&self.hour) => self.hour % 12 + half,
            Some(_) => return None,
            None => self.hour,
        };
        NaiveTime::from_hms_nano_opt(hour, self.minute, self.second, self.nanos)
    }
}

fn half_behind(word: &str) -> (&str, Option<u32>) {
    ["am", "pm", "a.m.", "p.m."]
        .into_iter()
        .find_map(|ending| Some((word.strip_suffix(ending)?, half(ending))))
        .unwrap_or((word, None))
}

fn half(word: &str) -> Option<u32> {
    match word {
        "am" | "a.m." => Some(0),
        "pm" | "p.m." => Some(12),
        _ => None,
    }
}

/// A clock time with `z`, `utc` or an offset right behind it.
fn zone_behind(word: &str) -> (&str, Option<Written>) {
    if let Some(rest) = word.strip_suffix("utc").or_else(|| word.strip_suffix('z')) {
        return (rest, Some(Written::Utc));
    }
    match word.rfind(['+', '-']).filter(|at| *at > 0 && word.contains(':')) {
        Some(at) => match zone_of(&word[at..]) {
            Some(zone) => (&word[..at], Some(zone)),
            None => (word, None),
        },
        None => (word, None),
    }
}

fn is_a_zone(word: &str) -> bool {
    zone_of(word).is_some()
}

/// `z`, `utc`, `+01:00`, `-0500`.
fn zone_of(word: &str) -> Option<Written> {
    if matches!(word, "z" | "utc") {
        return Some(Written::Utc);
    }
    let (sign, digits) = match word.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':').or_else(|| digits.split_at_checked(2))?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    let total = i32::try_from(hours * 60 + minutes).ok()?;
    // No place on earth is further from UTC, and no record has more.
    let fits = total <= 18 * 60 && minutes < 60;
    fits.then_some(Written::Offset(sign * total))
}

/// One or two ASCII digits, at least `least` of them.
fn number(text: &str, least: usize) -> Option<u32> {
    let fits = (least..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// A day, or the two that are equally likely.
enum Day {
    One(NaiveDate),
    Either(NaiveDate, NaiveDate),
}

/// `today`, `yesterday`, `tomorrow`, `2026-11-22`, `22 nov`, `nov 22`, `22 nov 2026`, `nov 22 2026`.
fn named_day(
    words: &[&str],
    text: &str,
    today: NaiveDate,
    lean: Lean,
) -> Result<Option<Day>, AtError> {
    let no_such_day = || AtError::NoSuchDay { text: text.to_owned() };
    let found = match words {
        ["today"] => Some(today),
        ["yesterday"] => today.pred_opt(),
        ["tomorrow"] => today.succ_opt(),
        [one] if is_a_full_date(one) => {
            let date = NaiveDate::parse_from_str(one, "%Y-%m-%d").map_err(|_| no_such_day())?;
            if !(1970..=9999).contains(&date.year()) {
                return Err(AtError::OutOfRange { text: text.to_owned() });
            }
            Some(date)
        }
        [one, other] => {
            let Some((day, month)) = day_and_month(one, other) else { return Ok(None) };
            return dated(day, month, today, lean).map(Some).ok_or_else(no_such_day);
        }
        [one, other, year] => {
            let Some((day, month)) = day_and_month(one, other) else { return Ok(None) };
            let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
            let Some(year) = year.parse().ok().filter(|_| is_year) else { return Ok(None) };
            if !(1970..=9999).contains(&year) {
                return Err(AtError::OutOfRange { text: text.to_owned() });
            }
            Some(NaiveDate::from_ymd_opt(year, month, day).ok_or_else(no_such_day)?)
        }
        _ => None,
    };
    Ok(found.map(Day::One))
}

fn is_a_full_date(word: &str) -> bool {
    let shape = [4, 2, 2];
    let parts: Vec<&str> = word.split('-').collect();
    parts.len() == 3
        && parts
            .iter()
            .zip(shape)
            .all(|(part, digits)| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
}

fn day_and_month(one: &str, other: &str) -> Option<(u32, u32)> {
    let day = |word: &str| number(word.trim_end_matches(','), 1);
    match (month(one), month(other)) {
        (None, Some(month)) => Some((day(one)?, month)),
        (Some(month), None) => Some((day(other)?, month)),
        _ => None,
    }
}

/// 1 to 12, by at least three letters of the English name.
fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches(['.', ',']);
    let at = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    u32::try_from(at + 1).ok()
}

/// A day without its year: this year's, or last year's where that is still ahead.
fn dated(day: u32, month: u32, today: NaiveDate, lean: Lean) -> Option<Day> {
    let of = |year| NaiveDate::from_ymd_opt(year, month, day);
    let this = of(today.year())?;
    let soon = today.checked_add_signed(TimeDelta::days(1)).unwrap_or(today);
    if lean == Lean::Future || this <= soon {
        return Some(Day::One(this));
    }
    let last = of(today.year() - 1)?;
    match today.signed_duration_since(last).num_days() <= DAYS_BACK {
        true => Some(Day::One(last)),
        false => Some(Day::Either(last, this)),
    }
}

/// The instant that a clock time alone means, or the question which.
fn nearest(
    text: &str,
    time: NaiveTime,
    zone: Zone,
    now: &Now,
    lean: Lean,
) -> Result<Moment, AtError> {
    let today = zone.here(now.at).date();
    let (yesterday, tomorrow) = (today.pred_opt(), today.succ_opt());
    let on = |day: Option<NaiveDate>| day.unwrap_or(today).and_time(time);
    let earliest = |naive| first(zone.local(naive));
    if lean == Lean::Future {
        let is_ahead = last(zone.local(on(Some(today)))).ms() > now.at.ms();
        let day = if is_ahead { Some(today) } else { tomorrow };
        return placed(text, on(day), zone, now, lean);
    }
    // At 23:58 somebody may type 00:02.
    for day in [tomorrow, Some(today)] {
        if has_been(earliest(on(day)), now) {
            return placed(text, on(day), zone, now, lean);
        }
    }
    let before = zone.local(on(yesterday));
    if now.at.since(last(before)) <= BACK_MS {
        return placed(text, on(yesterday), zone, now, lean);
    }
    match zone.local(on(Some(today))) {
        LocalTime::Never(..) => placed(text, on(Some(today)), zone, now, lean),
        today => Err(which(text, zone, Why::Day, [first(before), first(today)])),
    }
}

/// A clock time on a day, or the question which instant that is.
fn placed(
    text: &str,
    naive: NaiveDateTime,
    zone: Zone,
    now: &Now,
    lean: Lean,
) -> Result<Moment, AtError> {
    match zone.local(naive) {
        LocalTime::Once(at) => Ok(at),
        LocalTime::Twice(earlier, later) => match lean {
            Lean::Past if has_been(earlier, now) && !has_been(later, now) => Ok(earlier),
            Lean::Future if earlier.ms() <= now.at.ms() && later.ms() > now.at.ms() => Ok(later),
            _ => Err(which(text, zone, Why::Twice, [earlier, later])),
        },
        LocalTime::Never(one, other) => {
            Err(which(text, zone, Why::Skipped, [one.min(other), one.max(other)]))
        }
    }
}

fn which(text: &str, zone: Zone, why: Why, choices: [Moment; 2]) -> AtError {
    AtError::Which {
        text: text.to_owned(),
        zone: zone.to_string(),
        why,
        choices: Box::new(choices),
    }
}

fn first(local: LocalTime) -> Moment {
    match local {
        LocalTime::Once(at) | LocalTime::Twice(at, _) => at,
        LocalTime::Never(one, other) => one.min(other),
    }
}

fn last(local: LocalTime) -> Moment {
    match local {
        LocalTime::Once(at) | LocalTime::Twice(_, at) => at,
        LocalTime::Never(one, other) => one.max(other),
    }
}

/// Whether an instant counts as past.
fn has_been(at: Moment, now: &Now) -> bool {
    at.since(now.at) <= AHEAD_MS
}

/// The years that a record may name.
fn is_in_years(ms: i64) -> bool {
    (0..=super::MAX_MS).contains(&ms)
}

/// Milliseconds from now: `-10m`, `-1h30m`, `10 min ago`, `an hour ago`; where the future is meant,
/// `+10m` and `in 2 hours` too. `Some(None)` where they are too many.
fn counted(text: &str, lean: Lean) -> Option<Option<i64>> {
    let ahead = |found: Option<&'static str>| found.filter(|_| lean == Lean::Future);
    let (rest, sign) = if let Some(rest) = text.strip_prefix('-') {
        (rest, -1)
    } else if let Some(rest) = text.strip_suffix(" ago") {
        (rest, -1)
    } else if ahead(text.starts_with('+').then_some("+")).is_some() {
        (&text[1..], 1)
    } else if ahead(text.starts_with("in ").then_some("in ")).is_some() {
        (&text[3..], 1)
    } else {
        return None;
    };
    let rest = rest.trim();
    if let Some(unit) = rest.strip_prefix("an ").or_else(|| rest.strip_prefix("a ")) {
        return Some(Some(sign * unit_ms(unit.trim())?));
    }
    let mut rest = rest;
    let mut total: Option<i64> = Some(0);
    let mut found = false;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest.get(..digits).filter(|digits| !digits.is_empty())?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = unit_ms(rest.get(..letters)?)?;
        rest = rest.get(letters..)?.trim_start();
        let part = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit));
        total = total.and_then(|total| total.checked_add(part?));
        found = true;
    }
    found.then_some(total.map(|total| sign * total))
}

fn unit_ms(word: &str) -> Option<i64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        _ => return None,
    })
}
