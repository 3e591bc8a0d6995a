//! Mends of headings: one that is missing, misspelt, or named where there is none.

use super::nearest::nearest;
use super::page::{Change, HOLE, Page};
use crate::runbook::lint::Finding;
use crate::runbook::{Branch, Phase};

pub(super) fn mend(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    match finding.rule {
        "RB03" => phase(page, finding),
        "RB04" => branch(page, finding),
        "RB08" => existing(page, finding),
        "RB14" => known(page, finding),
        _ => None,
    }
}

/// The phase that the message names, before the next one that is there.
fn phase(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let wanted = Phase::ALL.into_iter().find(|phase| finding.message.contains(phase.title()))?;
    let written = page.runbook.phases.iter().filter(|text| text.at.line > 1);
    let later = written.filter(|text| text.phase > Some(wanted)).map(|text| text.at.line).min();
    let at = match later.or_else(|| line_of_heading(page, "Reference")) {
        Some(line) => page.line(line).start,
        None => page.text.len(),
    };
    let text = page.whole_lines(at, &format!("## {}\n\n- [ ] {HOLE}\n\n", wanted.title()));
    Some(Change::insert(format!("Add the phase {}", wanted.title()), at, text))
}

/// The branch that the message names, before the next one that is there, else behind the last.
fn branch(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let wanted = Branch::ALL.into_iter().find(|branch| finding.message.contains(branch.title()))?;
    let mitigate = page.runbook.phases.iter().find(|text| text.phase == Some(Phase::Mitigate))?;
    let order = |branch: Branch| Branch::ALL.iter().position(|known| *known == branch);
    let written = mitigate.branches.iter().filter(|text| !text.built_in);
    let later = written.filter(|text| order(text.branch) > order(wanted)).map(|text| text.at.line);
    let behind = || {
        let next = page.runbook.phases.iter().map(|text| text.at.line);
        next.filter(|line| *line > mitigate.at.line).min()
    };
    let line = later.min().or_else(behind).or_else(|| line_of_heading(page, "Reference"));
    let at = line.map_or(page.text.len(), |line| page.line(line).start);
    let text = page.whole_lines(at, &format!("### {}\n\n- [ ] {HOLE}\n\n", wanted.title()));
    Some(Change::insert(format!("Add the branch {}", wanted.title()), at, text))
}

/// The heading that is nearest to the one that If not names.
fn existing(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let (_, rest) = finding.message.split_once("\"go to ")?;
    let (named, _) = rest.split_once('"')?;
    let written = page.runbook.phases.iter().flat_map(|phase| {
        let branches = phase.branches.iter().map(|branch| branch.heading.as_str());
        branches.chain([phase.heading.as_str()])
    });
    let heading = nearest(named, written)?;
    let line = page.byte(finding.line, finding.column);
    let at = line + page.text.get(line..)?.find(named)?;
    let does = format!("Go to {heading}");
    Some(Change::replace(does, at..at + named.len(), heading))
}

/// The phase or branch that a heading was meant to be.
fn known(page: &Page<'_>, finding: &Finding) -> Option<Change> {
    let line = page.line(finding.line);
    let source = page.source(line.clone());
    let words = source.trim_start_matches('#').trim();
    let is_branch = source.starts_with("### ");
    let branches = Branch::ALL.map(Branch::title);
    let phases = Phase::ALL.map(Phase::title);
    let known = if is_branch { nearest(words, branches) } else { nearest(words, phases) }?;
    if known.eq_ignore_ascii_case(words) {
        return None;
    }
    let at = line.start + source.find(words)?;
    Some(Change::replace(format!("Write {known}"), at..at + words.len(), known))
}

fn line_of_heading(page: &Page<'_>, heading: &str) -> Option<usize> {
    let wanted = format!("## {heading}");
    let at = page.text.lines().position(|line| line.trim_end().eq_ignore_ascii_case(&wanted))?;
    Some(at + 1)
}
