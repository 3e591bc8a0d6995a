//! `search`: what holds the words, the best first.

use crate::Answer;
use crate::args::{SearchArgs, SearchIn};
use crate::print::{Reply, line};
use crate::session::Session;
use kneeboard_core::kneeboard::Search;
use kneeboard_core::search::{Hit, Place, Within};

pub(super) fn search(session: &mut Session, asked: SearchArgs) -> Answer {
    let within = asked.within.map(|within| match within {
        SearchIn::Runbooks => Within::Runbooks,
        SearchIn::Incidents => Within::Incidents,
        SearchIn::Postmortems => Within::Postmortems,
    });
    let query = asked.words.join(" ");
    let found = session.door.search(&Search { query, within, limit: Some(asked.limit) })?;
    let shown = match &found.hits[..] {
        [] => {
            "Nothing holds all of these words. Leave one out, or write only its beginning.\n".into()
        }
        hits => hits.iter().map(shown).collect::<Vec<_>>().join("\n"),
    };
    Ok(Reply { warnings: found.cut.into_iter().collect(), ..Reply::shown(shown, &found.hits) })
}

/// Its name and title, then the place and what stands there.
fn shown(hit: &Hit) -> String {
    let words: String = hit.snippet.iter().map(|span| span.text.as_str()).collect();
    let place = hit.place.as_ref().map(|place| format!("{}: ", Place::words(place)));
    let place = place.unwrap_or_default();
    let (name, title) = (line(&hit.name), line(&hit.title));
    format!("{} {name} · {title}\n    {}{}\n", hit.kind.name(), line(&place), line(&words))
}
