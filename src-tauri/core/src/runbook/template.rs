//! What a new runbook begins with: every phase and branch, with steps that hold for any service.

use super::REFERENCE;
use crate::markdown::escape_heading;

/// The text of a new runbook for a stack; of a document that is only read where that is "reference".
/// It breaks no rule; the writer puts the commands of the service in the
/// place of its sentences.
pub fn template(title: &str, stack: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match stack {
        REFERENCE => READ.to_owned(),
        _ => TEXT.replace("STACK", stack),
    };
    text.replace("FRONT_TITLE", &in_front_matter(&title)).replace("TITLE", &escape_heading(&title))
}

/// A title as YAML takes it: in quotes where it is more than words.
pub(crate) fn in_front_matter(title: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " ,._/()-".contains(c);
    let begins = |c: char| c.is_alphabetic();
    if title.starts_with(begins) && title.chars().all(is_plain) {
        return title.to_owned();
    }
    let quoted: String = title
        .chars()
        .flat_map(|c| if "\\\"".contains(c) { vec!['\\', c] } else { vec![c] })
        .collect();
    format!("\"{quoted}\"")
}

/// A document that is only read.
const READ: &str = "---
title: FRONT_TITLE
type: reference
---
# TITLE

What it is about, and when somebody needs it.
";

const TEXT: &str = r#"---
title: FRONT_TITLE
stack: STACK
type: runbook
kinds: [functional]
looks_like: [What whoever is paged sees first]
severity: SEV2
minutes: 25
---
# TITLE
From outside: what users see.
Start here when those signs stand after a change.
It is over when the signs are gone for fifteen minutes.

## Triage
- [ ] Name what this can harm besides uptime
  - Why: small silent errors on money or data outrank loud ones
  - Record: harm to money, data, identity, security, or none (names)
- [ ] Read the share of failing requests twice, a minute apart
  - Why: growth matters more than the number
  - Record: failing share, first and second reading (percent)
- [ ] Name the release that does harm and its time
  - Record: release and deploy time (version, UTC time)
- [ ] Count the changes that cannot be undone in that release
  - Record: dropped or renamed columns, changed message formats (count)
- [ ] Find the switch that turns the harmful part off
  - Record: flag, route or queue, and its reach (name, narrow or whole)

## Decide
- [ ] Record the decision with its reason
  - Why: five minutes to know the cause, then go back
  - Expect: choice and reason stand in the record
  - If not: no option is safe yet, go to Escalate
- [ ] Save logs and one failing request as evidence
  - Expect: both files are kept outside the service

## Mitigate
### Roll back
- [ ] Check that the previous release runs on the schema of now
  - Record: changes that old code would misread (count)
  - If not: more than zero, go to Hotfix
- [ ] Put the previous release back on the web part
  - Expect: the version page names the previous release
  - If not: it still names the bad one, go to Isolate
  - Undo: deploy the newer release again
  - When the VPN or the cluster cannot be reached, ring the platform on-call, who put it back from the console
- [ ] Put the previous release back on workers and cron
  - Expect: their logs name the previous release
  - Undo: deploy the newer release there again
- [ ] Purge the caches that hold pages of the bad release
  - Expect: the entry page names the previous release
  - Undo: cannot be undone

### Hotfix
- [ ] Write the test that fails without the fix
  - Expect: the test is red on the bad release and green on the fix
- [ ] Ship the fix to a canary of five percent
  - Record: failing share on the canary after ten minutes (percent)
  - If not: it is no lower, go to Roll back
  - When the VPN or the cluster cannot be reached, ring the platform on-call, who ship it from the console
- [ ] Ship the fix to everyone
  - Expect: the version page names the fix everywhere

### Isolate
- [ ] Switch the harmful part off
  - Expect: requests to it answer with the off page
  - If not: they still reach it, go to Escalate
  - Leaves: that part stays off until it is switched on again
  - Undo: switch it on again
  - When the VPN or the cluster cannot be reached, ring the platform on-call, who switch it off from the console

### Watch
- [ ] Set what would end the watch, and by when
  - Record: reading and time (number, UTC time)
  - When the VPN or the cluster cannot be reached, ring the platform on-call, who read the numbers aloud

### Escalate
- [ ] Ring the owner of the service
  - Expect: the owner answers and has the record open
  - When the VPN or the cluster cannot be reached, ring them by phone from the service card

## Validate
- [ ] Read the share of failing requests again
  - Record: failing share now (percent)
  - If not: it is no lower than before, go to Decide
- [ ] Look from outside at what users do
  - Expect: one whole purchase, login or search works from a phone

## Communicate
- [ ] Post what users see and when you write next
  - Expect: the status page shows the text

## Stabilize
- [ ] Lift what was switched off or frozen
  - Expect: no standing note is left
- [ ] Write down what this runbook got wrong
  - Record: step and what was different (words)

## Reference
Dashboards, repositories and people stand on the service card.
"#;
