//! What became of redlines: a document with a line for each, which merges by the newest answer.

use crate::moment::Moment;
use serde_json::Value;
use std::collections::BTreeMap;

/// What became of a redline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was taken up again.
    Open,
    /// It went into the runbook with this revision.
    Taken {
        /// The revision's hash.
        revision: String,
    },
    /// It was set aside.
    Aside {
        /// Why, in one line.
        reason: String,
    },
}

/// The answers by the redline's event, each with its time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    known: BTreeMap<String, (Moment, Answer)>,
}

impl Answers {
    /// From every newest text of the document; of two answers to one redline the later one counts.
    /// A line that cannot be read is passed over.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut answers = Self::default();
        for (redline, at, answer) in texts.into_iter().flat_map(str::lines).filter_map(read) {
            answers.put(redline, at, answer);
        }
        answers
    }

    /// The answer to a redline; none where it is open.
    pub fn to(&self, redline: &str) -> Option<(Moment, &Answer)> {
        let (at, answer) = self.known.get(redline)?;
        (*answer != Answer::Open).then_some((*at, answer))
    }

    /// Answers a redline, where no later answer stands.
    pub fn put(&mut self, redline: String, at: Moment, answer: Answer) {
        let new = (at.ms(), written(&answer));
        let is_newer = |(at, answer): &(Moment, Answer)| new >= (at.ms(), written(answer));
        if self.known.get(&redline).is_none_or(is_newer) {
            self.known.insert(redline, (at, answer));
        }
    }

    /// The document: `EVENT TIME taken REVISION`, `EVENT TIME aside REASON` or `EVENT TIME open`.
    pub fn text(&self) -> String {
        let line = |(redline, (at, answer)): (&String, &(Moment, Answer))| {
            let at = Moment::new(at.ms(), 0).rfc3339();
            format!("{redline} {at} {}\n", written(answer))
        };
        self.known.iter().map(line).collect()
    }
}

fn written(answer: &Answer) -> String {
    match answer {
        Answer::Open => "open".to_owned(),
        Answer::Taken { revision } => format!("taken {revision}"),
        Answer::Aside { reason } => format!("aside {reason}"),
    }
}

fn read(line: &str) -> Option<(String, Moment, Answer)> {
    let mut words = line.trim().splitn(4, ' ');
    let (redline, at, became) = (words.next()?, words.next()?, words.next()?);
    let rest = words.next().unwrap_or_default();
    let answer = match became {
        "open" => Answer::Open,
        "taken" => Answer::Taken { revision: rest.to_owned() },
        "aside" => Answer::Aside { reason: rest.to_owned() },
        _ => return None,
    };
    let at = serde_json::from_value(Value::from(at)).ok()?;
    Some((redline.to_owned(), at, answer))
}
