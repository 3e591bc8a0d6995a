// Made from the read models and acts of core: run the tests with KNEEBOARD_WRITE_EXPECTED=1
// to make it anew. Do not edit by hand.

export type Action = "roll_back" | "hotfix" | "roll_forward" | "isolate" | "watch" | "escalate";

export type Role = "on_call" | "commander" | "operations" | "communications" | "scribe" | "engineering" | "support" | "product" | "security";

export type Audience = "status" | "internal" | "support";

export type Severity = "SEV1" | "SEV2" | "SEV3" | "SEV4";

export type KeyTime = "started" | "detected" | "acknowledged" | "declared" | "mitigated" | "resolved";

export type DetectionSource = "alert" | "customer" | "staff" | "unknown";

export type NoteKind = "observation" | "action" | "communication";

export type Outcome = "as_expected" | "partly" | "no_effect" | "worse";

export type ActionKind = "prevent" | "detect" | "mitigate" | "repair" | "investigate" | "process";

export type ActionStatus = "open" | "done" | "not_done";

export type Status = "draft" | "in_review" | "reviewed" | "published";

export type Section = "header" | "summary" | "impact" | "times" | "background" | "timeline" | "decisions" | "factors" | "response" | "lessons" | "actions" | "similar" | "outside" | "appendix";

export type StepRef = { 
/**
 * The RunbookOpened event.
 */
opened: string, 
/**
 * Its place in that plan, from 1.
 */
place: number, } | { 
/**
 * The StepAdded event.
 */
added: string, };

export type Act = { "act": "IncidentStarted" } & Start | { "act": "TitleSet", title: string, } | { "act": "RunbookOpened", runbook: string, } | { "act": "StepDone", step: StepRef | null, value: string | null, note: string | null, as_expected: boolean | null, at: string | null, } | { "act": "StepFailed", step: StepRef | null, note: string | null, at: string | null, } | { "act": "StepSkipped", step: StepRef | null, reason: string, at: string | null, } | { "act": "StepNotApplicable", step: StepRef | null, reason: string | null, at: string | null, } | { "act": "StepDeferred", step: StepRef | null, until: string, reason: string | null, at: string | null, } | { "act": "StepBlocked", step: StepRef | null, reason: string | null, at: string | null, } | { "act": "StepAdded", text: string, after: StepRef | null, } | { "act": "StepRedlined", step: StepRef, text: string, } | { "act": "AnswerGiven", name: string, value: unknown, } | { "act": "Held", } | { "act": "NoteAdded", text: string, note: NoteKind, step: StepRef | null, at: string | null, evidence_url: string | null, } | { "act": "EvidenceAttached", text: string | null, url: string | null, name: string | null, file: string | null, bytes: number | null, media: string | null, about: string | null, at: string | null, } | { "act": "TimeSet", time: KeyTime, at: string, source: DetectionSource | null, note: string | null, } | { "act": "RoleTaken", role: Role, name: string | null, } | { "act": "SeveritySet", severity: Severity, } | { "act": "Contained", text: string, } | { "act": "Decided" } & Choice | { "act": "OutcomeSeen", decision: string, outcome: Outcome, reading: string | null, at: string | null, } | { "act": "ReachSeen", decision: string, at: string, } | { "act": "UpdateSent", audience: Audience, text: string, at: string | null, } | { "act": "StandingCleared", left_by: string, note: string | null, } | { "act": "ClockMuted", clock: string, } | { "act": "Corrected", target: string, at: string | null, text: string | null, override_reason: string | null, } | { "act": "Retracted", target: string, reason: string, } | { "act": "Redacted", target: string, reason: string, } | { "act": "Undo", } | { "act": "Closed", note: string | null, } | { "act": "Reopened", reason: string | null, } | { "act": "SectionWritten", section: Section, text: string, base: Array<string> | null, } | { "act": "FactorAdded", text: string, trigger: boolean, evidence: Array<string>, } | { "act": "FactorChanged", factor: string, text: string | null, evidence: Array<string> | null, dropped: boolean | null, } | { "act": "ActionAdded", text: string, kind: ActionKind, owner: string | null, due: string | null, done_when: string | null, link: string | null, } | { "act": "ActionChanged", target: string, text: string | null, kind: ActionKind | null, owner: string | null, due: string | null, done_when: string | null, link: string | null, status: ActionStatus | null, note: string | null, } | { "act": "IncidentLinked", linked: string, } | { "act": "OwnerSet", owner: Role, name: string | null, } | { "act": "CollaboratorsSet", collaborators: Array<Role>, } | { "act": "FindingDismissed", rule: string, place: string, reason: string, } | { "act": "StatusSet", status: Status, note: string | null, } | { "act": "Exported", format: string, edition: number, hash: string, path: string, };

export type Start = { 
/**
 * One line of what it is; the runbook's title where it is missing.
 */
title: string | null, 
/**
 * One line of what it looks like.
 */
looks_like: string | null, 
/**
 * The service card's id.
 */
service: string | null, 
/**
 * The stack, where no card says it.
 */
stack: string | null, 
/**
 * How severe.
 */
severity: Severity | null, 
/**
 * Runbooks to open, by id.
 */
runbooks: Array<string>, 
/**
 * When impact began, as typed.
 */
started: string | null, 
/**
 * Whether it is practice.
 */
drill: boolean, };

export type Choice = { choose: Action, 
/**
 * Facts given with the decision; they go before the answers recorded earlier.
 */
facts: Record<string, unknown> | null, why: string | null, considered: Array<string> | null, objections: string | null, expect: string | null, expect_by: string | null, tripwire: string | null, recheck: string | null, override_reason: string | null, supersedes: Array<string> | null, at: string | null, };

export type Heading = { 
/**
 * The incident's id.
 */
id: string, 
/**
 * The handle people type.
 */
handle: string, 
/**
 * Its title.
 */
title: string, 
/**
 * How severe, where somebody said so.
 */
severity: "SEV1" | "SEV2" | "SEV3" | "SEV4" | null, 
/**
 * The service's id.
 */
service: string | null, 
/**
 * The stack.
 */
stack: string | null, 
/**
 * Whether it is practice.
 */
drill: boolean, 
/**
 * Whether it lies on a sample store.
 */
sample: boolean, 
/**
 * Whether it is open.
 */
open: boolean, 
/**
 * From when the elapsed time counts: impact, else the declaration.
 */
since: Since, 
/**
 * The decision in force, in two or three words.
 */
decided: string | null, };

export type Since = { 
/**
 * The moment; absent where it cannot be known.
 */
at: string | null, 
/**
 * When counting ended, on a closed or mitigated incident.
 */
until: string | null, 
/**
 * `since impact began`, `since declared`.
 */
label: string, };

export type ClockView = { name: string, title: string, at: string, from: string, then: string, default: boolean, muted: boolean, 
/**
 * What a screen reader is told, and when; nothing where it is muted.
 */
speak: Array<Spoken>, };

export type Spoken = { at: string, words: string, };

export type IncidentsView = { head: number, sample: boolean, open: Array<OpenIncident>, earlier: Array<EarlierIncident>, services: Array<ServiceLine>, 
/**
 * The service of the newest incident, preselected at the next start.
 */
last_service: string | null, };

export type OpenIncident = { incident: Heading, 
/**
 * Its second line, without internal numbers: what is watched for, else
 * `Mitigate, step 3 of 5: roll the deployment back · decided: roll back`.
 */
line: string, 
/**
 * The step by the number that a command names it by:
 * `Mitigate, step 1.14: roll the deployment back`.
 */
step: string | null, 
/**
 * `Watching until 03:10Z: p95 above 900 ms means roll back`, while a watch stands.
 */
watching: string | null, deferred: number, 
/**
 * The next clock, where one runs.
 */
clock: ClockView | null, };

export type EarlierIncident = { id: string, handle: string, title: string, 
/**
 * `18 Nov 09:12Z`.
 */
when: string, severity: string | null, stack: string | null, service: string | null, decided: string | null, 
/**
 * `8 min 31 s`, `unknown`.
 */
to_mitigate: string, 
/**
 * In words with what is missing: `2 findings`, `Draft`, `Published`, `Drill`.
 */
postmortem: string, 
/**
 * How many findings stand against the postmortem.
 */
findings: number, drill: boolean, };

export type StartView = { runbooks: Array<RunbookMatch>, 
/**
 * How many runbooks are still to be read; asking again goes on with them.
 */
behind: number, };

export type RunbookMatch = { id: string, title: string, stack: string, severity: string | null, 
/**
 * The words of the query that it matched.
 */
matched: Array<string>, 
/**
 * In how many incidents it was opened, drills apart.
 */
used: number, };

export type SimilarIncident = { id: string, title: string, when: string, 
/**
 * `Rolling back worked in 6 minutes; the first hotfix did not help.`
 */
what_worked: string | null, };

export type SearchView = { 
/**
 * The change number that was read, or later.
 */
head: number, 
/**
 * A document each.
 */
hits: Array<Hit>, 
/**
 * How many documents and incidents are still to be read; asking again goes on with them.
 */
behind: number, };

export type SimilarView = { 
/**
 * The change number that was read, or later.
 */
head: number, 
/**
 * With what worked then.
 */
similar: Array<SimilarIncident>, };

export type Hit = { 
/**
 * What it is.
 */
kind: Kind, 
/**
 * A runbook's or service's id; the id of the incident.
 */
id: string, 
/**
 * What a command calls it: that id, or the incident's handle.
 */
name: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The title in pieces, with what was found in it.
 */
title_spans: Array<Span>, 
/**
 * Where in it the words stand; absent where that is the whole of it.
 */
place: Place | null, 
/**
 * The words there, on one line, cut to what is around the first that was found.
 */
snippet: Array<Span>, };

export type Span = { text: string, found: boolean, };

export type Kind = "runbook" | "reference" | "service" | "incident" | "postmortem";

export type Place = { "at": "step", step: number, action: string, nth: number, words: string, } | { "at": "event", event: string, words: string, } | { "at": "section", section: string, words: string, };

export type Within = "runbooks" | "incidents" | "postmortems";

export type WalkView = { head: number, incident: Heading, phases: Array<PhaseView>, steps: Array<StepView>, 
/**
 * The id of the step that comes next.
 */
current: string | null, clocks: Array<ClockView>, standing: Array<StandingNote>, deferred: number, 
/**
 * What undo would take back, in words.
 */
undo: string | null, 
/**
 * Two decisions stand that were made without each other.
 */
two_decisions: boolean, decision: StandingDecision | null, runbooks: Array<string>, 
/**
 * What was filled in here and the service's card does not say.
 */
learned: LearnedView | null, timeline: Array<TimelineRow>, 
/**
 * How many rows the timeline has in all; only the newest are sent, older ones are asked for.
 */
timeline_rows: number, 
/**
 * The number before which the next older page ends; absent where all rows are here.
 */
timeline_before: number | null, };

export type PhaseView = { phase: string, title: string, done: number, steps: number, current: boolean, complete: boolean, 
/**
 * The line read aloud when it is complete.
 */
call: string | null, };

export type StepView = { 
/**
 * `1.14`, `1.+1`.
 */
id: string, 
/**
 * What an act names it by.
 */
step: { opened: string, place: number } | { added: string }, phase: string, branch: string | null, branch_title: string | null, text: string, 
/**
 * open, done, failed, skipped, not_applicable, later, blocked.
 */
outcome: string, 
/**
 * The outcome in words, with its reason: `skipped: chat is down too`.
 */
outcome_words: string | null, at: string | null, why: string | null, caution: string | null, commands: Array<CommandView>, expect: string | null, if_not: string | null, undo: string | null, leaves: string | null, source: string | null, role: string | null, record: RecordView | null, value: string | null, detail: Array<string>, 
/**
 * What must be answered before it is known whether the step applies.
 */
question: string | null, 
/**
 * What it asks on its card: each is answered by an AnswerGiven with that name.
 */
asks: Array<AskView>, 
/**
 * The outcome that somebody else recorded without knowing of this one.
 */
beside: string | null, redlined: boolean, 
/**
 * Its words as the runbook has them, placeholders open: what a redline corrects.
 */
written: string, added: boolean, };

export type RecordView = { label: string, unit: string | null, };

export type CommandView = { lang: string, parts: Array<CommandPart>, 
/**
 * The text to copy; absent while a placeholder is open.
 */
copy: string | null, 
/**
 * Whether a value holds characters that a shell may read: the line is looked over first.
 */
look_over: boolean, 
/**
 * Why it cannot be copied.
 */
refusal: string | null, 
/**
 * The names still to be answered.
 */
open: Array<string>, };

export type CommandPart = { 
/**
 * text, value, open.
 */
kind: string, text: string, };

export type StandingNote = { left_by: string, text: string, };

export type StandingDecision = { id: string, n: number, words: string, why: string | null, expect: string | null, outcome: string | null, reached: boolean, 
/**
 * A sentence for choosing otherwise is still wanted.
 */
wants_override: boolean, };

export type AskView = { name: string, question: string, 
/**
 * one (of the choices), many, minutes, choice_or_text (another may be typed), text.
 */
kind: string, choices: Array<AskChoice>, 
/**
 * What is known, in words.
 */
value: string | null, 
/**
 * Whether the step waits for it; else an answer changes what was said.
 */
open: boolean, };

export type AskChoice = { value: unknown, label: string, };

export type TimelineRow = { id: string, n: number, kind: string, 
/**
 * `02:14:09Z`.
 */
clock: string, text: string, role: string, mark: string | null, };

export type TimelineView = { head: number, 
/**
 * In the order of the timeline.
 */
rows: Array<TimelineRow>, 
/**
 * The number before which the next older page ends; absent on the oldest page.
 */
before: number | null, 
/**
 * How many rows the timeline has in all.
 */
timeline_rows: number, };

export type DecideView = { head: number, incident: Heading, 
/**
 * Answered, in the order of the questions.
 */
answered: Array<AnsweredFact>, 
/**
 * Still able to change what is suggested, the next one first.
 */
open: Array<Question>, 
/**
 * Unanswered, and unable to change anything any more.
 */
folded: Array<Question>, suggestion: Suggestion, 
/**
 * What a person may choose, the suggested one first marked.
 */
choices: Array<ChoiceView>, clock: ClockView | null, earlier: Array<EarlierDecision>, 
/**
 * Two decisions stand that were made without each other.
 */
two_decisions: boolean, 
/**
 * At most one role was taken: nobody else is there to object.
 */
alone: boolean, 
/**
 * What recording without another word would store.
 */
prefilled: Prefilled, };

export type Question = { fact: string, label: string, question: string, hint: string, 
/**
 * one, many (Shift adds), minutes (a number may be typed).
 */
kind: string, answers: Array<OfferedAnswer>, 
/**
 * What the service card says, where it says something.
 */
card_says: string | null, };

export type OfferedAnswer = { key: string, value: unknown, label: string, };

export type AnsweredFact = { question: Question, value: unknown, words: string, source: string | null, 
/**
 * Minutes, where the answer is older than ten and may have changed.
 */
age_minutes: number | null, 
/**
 * Whether it is asked again: it has grown old, and another answer could change what is
 * suggested.
 */
asked_again: boolean, };

export type Suggestion = { action: string, 
/**
 * The headline as a command: `Roll back now`, `Isolate now, then roll forward`.
 */
title: string, 
/**
 * The whole of it in one line: `Roll back within 2 minutes because it touches money and the
 * previous release can run.`
 */
one_line: string, rule: string, contain_first: boolean, because: Array<Because>, removed: Array<string>, 
/**
 * What would change it, the unknown first; only what is worth a look.
 */
flips: Array<FlipView>, 
/**
 * How many more would change it.
 */
more_flips: number, warnings: Array<string>, afterwards: Array<string>, 
/**
 * Whether no open question is left: nothing asked can change it.
 */
settled: boolean, };

export type Because = { fact: string, text: string, };

export type FlipView = { fact: string, label: string, 
/**
 * `theory or unknown: isolate`, to be read behind the label.
 */
text: string, 
/**
 * Whether nobody knows the answer yet.
 */
open: boolean, };

export type ChoiceView = { action: string, title: string, suggested: boolean, };

export type EarlierDecision = { n: number, clock: string, words: string, outcome: string | null, superseded: boolean, };

export type Prefilled = { why: string, considered: Array<string>, expect: string | null, tripwire: string, recheck_minutes: number, };

export type RunbooksView = { head: number, runbooks: Array<RunbookLine>, 
/**
 * What was put away: out of every other list.
 */
archived: Array<RunbookLine>, 
/**
 * How many are still to be read; asking again goes on with them.
 */
behind: number, 
/**
 * What was typed and never saved.
 */
drafts: Array<DraftLine>, open: RunbookView | null, };

export type RunbookLine = { id: string, title: string, stack: string, 
/**
 * The heading above it in the list: its stack, or readiness.
 */
group: string, looks_like: Array<string>, severity: string | null, minutes: number | null, steps: number, reviewed: string | null, problems: number, 
/**
 * How many times a step was marked as wrong, and nobody has answered yet.
 */
redlines: number, };

export type RunbookView = { line: RunbookLine, 
/**
 * Hexadecimal sha256 of the text.
 */
revision: string, origin: Origin, 
/**
 * Whether a newer shipped text waits.
 */
update: boolean, 
/**
 * How many newest revisions there are; two wait for a merge.
 */
heads: number, 
/**
 * The text as a typed tree: no HTML reaches the page.
 */
blocks: import("./markdown").Block[], problems: Array<ProblemView>, };

export type ProblemView = { line: number, column: number, message: string, };

export type Origin = "shipped" | "edited" | "team";

export type EditView = { head: number, id: string, title: string, 
/**
 * Byte for byte as it is stored: BOM, line ends and all.
 */
text: string, 
/**
 * The hash to save upon; absent for a runbook that was never saved.
 */
revision: string | null, origin: Origin, archived: boolean, 
/**
 * What was typed before and not saved: offered, never put in place of the text unasked.
 */
draft: DraftView | null, 
/**
 * Whether a newer shipped text waits.
 */
update: boolean, 
/**
 * How many newest revisions there are; two wait for a merge.
 */
heads: number, 
/**
 * What people marked as wrong while they walked it.
 */
redlines: RedlinesView, 
/**
 * By what the text is held to the rules; goes back with every `lint` request.
 */
by: RulesNow, 
/**
 * What may be completed.
 */
words: EditWords, };

export type DraftView = { text: string, 
/**
 * The revision it was made from.
 */
base: string | null, at: string, 
/**
 * By what a text that goes on from it names it.
 */
hash: string, 
/**
 * How many others were typed beside it, each at a desk of its own.
 */
others: number, };

export type DraftLine = { id: string, title: string, at: string, };

export type RulesNow = { 
/**
 * The day, as YYYY-MM-DD.
 */
on: string, 
/**
 * The lines of the document of levels.
 */
levels: string, };

export type RedlinesView = { 
/**
 * Those that wait for somebody, by step, in the order of the text.
 */
open: Array<RedlinedStep>, 
/**
 * Those that were taken or set aside.
 */
answered: Array<RedlinedStep>, };

export type RedlinedStep = { 
/**
 * The step as it was walked.
 */
step: StepKey, 
/**
 * Where it stood: `Triage`, `Roll back`.
 */
place: string, 
/**
 * Its line in the newest text; absent where that no longer has it.
 */
line: number | null, 
/**
 * The remarks, in the order of time.
 */
redlines: Array<RedlineView>, };

export type RedlineView = { id: string, incident: string, handle: string, drill: boolean, at: string, 
/**
 * By whom, as a role.
 */
by: string, 
/**
 * What was said; absent where the words were removed.
 */
words: string | null, 
/**
 * What became of it; absent while it is open.
 */
became: string | null, };

export type StepKey = { 
/**
 * Its phase.
 */
phase: string, 
/**
 * Its branch of Mitigate.
 */
branch: string | null, 
/**
 * A checklist's heading above it.
 */
section: string | null, 
/**
 * What it asks to be done.
 */
action: string, };

export type Remark = { 
/**
 * The redline.
 */
redline: string, 
/**
 * The step it is about.
 */
step: StepKey, 
/**
 * What it says; none where its words were removed.
 */
words: string | null, };

export type RemarkPlace = { 
/**
 * The redline.
 */
redline: string, 
/**
 * The step's line.
 */
line: number, 
/**
 * The remark in the place of the step's words; its labels and commands stay.
 */
words: Edit | null, 
/**
 * The remark as a line under the step.
 */
under: Edit | null, };

export type EditWords = { 
/**
 * Labels of a step's sub-items.
 */
labels: Array<OfferedWord>, 
/**
 * What stands between double braces.
 */
placeholders: Array<OfferedWord>, 
/**
 * What a condition may compare.
 */
conditions: Array<OfferedWord>, 
/**
 * The values that a field of the front matter may have.
 */
front: { [key in string]: Array<string> }, };

export type OfferedWord = { text: string, says: string, };

export type HistoryView = { head: number, id: string, title: string, 
/**
 * The first one first.
 */
revisions: Array<RevisionLine>, };

export type RevisionLine = { 
/**
 * Its number in this store, from 1.
 */
n: number, 
/**
 * Its hash, the same everywhere.
 */
revision: string, 
/**
 * The number of the revision it was made from.
 */
parent: number | null, 
/**
 * The number of a second one that it holds.
 */
merged: number | null, reason: string, 
/**
 * Whose role, in words; nobody's where it is shipped.
 */
by: string | null, at: string | null, 
/**
 * Whether it came with Kneeboard.
 */
shipped: boolean, 
/**
 * Whether none builds on it.
 */
newest: boolean, };

export type DiffView = { head: number, id: string, from: string, to: string, lines: Array<DiffLine>, };

export type DiffLine = { 
/**
 * What became of it.
 */
change: LineChange, 
/**
 * Its number in the first text, from 1.
 */
from: number | null, 
/**
 * Its number in the second.
 */
to: number | null, 
/**
 * The line with its end.
 */
text: string, };

export type LineChange = "kept" | "removed" | "added";

export type MergeView = { head: number, id: string, 
/**
 * What saving the merged text names as its base.
 */
base: string, 
/**
 * What it names as merged; absent where the update, or a text that was never saved, is merged.
 */
merged: string | null, 
/**
 * Where theirs come from; absent for a shipped text that is not stored yet.
 */
theirs_from: RevisionLine | null, pieces: Array<Piece>, 
/**
 * How many pieces somebody has to choose of.
 */
conflicts: number, };

export type ImportView = { head: number, 
/**
 * Where the files are, as a person calls it: a path, a file's name, pasted text.
 */
from: string, 
/**
 * In the order of the documents.
 */
lines: Array<ImportLine>, 
/**
 * Files that cannot be taken in, with the reason.
 */
left_out: Array<LeftOut>, };

export type ImportLine = { 
/**
 * The document: `runbooks/ID` or `services/NAME`.
 */
document: string, 
/**
 * The file's path below the folder.
 */
path: string, 
/**
 * The runbook's title, or the card's name.
 */
title: string, 
/**
 * How much the parser found wrong with the file; it comes in all the same.
 */
problems: number, 
/**
 * What becomes of it.
 */
becomes: Becomes, 
/**
 * What goes back when this line is confirmed: it names what was looked at.
 */
seen: string, };

export type ImportDiff = { head: number, document: string, 
/**
 * From the library's text to what would be there; from an older file to the library's text.
 */
lines: Array<DiffLine>, 
/**
 * How many changed lines are not among them: the text is very long.
 */
more: number, };

export type FolderView = { head: number, 
/**
 * None where the library is in the store alone.
 */
path: string | null, 
/**
 * Why the folder cannot be read.
 */
trouble: string | null, 
/**
 * Whether it had runbooks and has not one any more, as where its disk is not mounted.
 */
emptied: boolean, 
/**
 * How many documents differ.
 */
differing: number, };

export type Exported = { 
/**
 * The files that were written, as paths below the folder.
 */
written: Array<string>, 
/**
 * How many were there as they are.
 */
same: number, 
/**
 * Files that hold a text which the library does not know: they are as they were.
 */
left_out: Array<LeftOut>, };

export type Becomes = "new" | "changed" | "merged" | "same" | "older" | "conflicting" | "absent" | "gone";

export type LeftOut = { 
/**
 * Its path below the folder.
 */
path: string, 
/**
 * What is in the way, and what would help.
 */
why: string, };

export type Piece = { "piece": "kept", text: string, } | { "piece": "taken", from: Side, was: string, text: string, } | { "piece": "conflict", base: string, ours: string, theirs: string, };

export type Side = "ours" | "theirs" | "both";

export type LintView = { title: string, findings: Array<LintFinding>, outline: Array<OutlineLine>, 
/**
 * Where the steps of the remarks stand; one whose step is not there is left out.
 */
remarks: Array<RemarkPlace>, 
/**
 * As the walkthrough will draw it, round the line of the request.
 */
phases: Array<PreviewPhase>, 
/**
 * What is read and not walked, such as a card's notes; none for a runbook.
 */
page: import("./markdown").Block[] | null, };

export type LintFinding = { line: number, 
/**
 * In characters, from 1.
 */
column: number, end_line: number, end_column: number, rule: string, level: "error" | "warning" | "hint", message: string, 
/**
 * What to do about it.
 */
mend: string, 
/**
 * The change that does it, where nobody need say what was meant.
 */
edit: Edit | null, };

export type Edit = { 
/**
 * What it does, as a button says it.
 */
does: string, 
/**
 * Where what it replaces begins.
 */
from: Position, 
/**
 * Where that ends; the same place where nothing is replaced.
 */
to: Position, 
/**
 * What stands there then, with plain line feeds.
 */
text: string, 
/**
 * Where in `text` a person types on, in characters; none where nothing is missing.
 */
hole: number | null, };

export type Position = { line: number, column: number, };

export type OutlineLine = { 
/**
 * 1 to 6 for a heading, 7 for a step.
 */
level: number, text: string, line: number, };

export type PreviewPhase = { title: string, 
/**
 * read-do, do-confirm.
 */
mode: string, 
/**
 * The line of its heading.
 */
line: number, 
/**
 * Steps of it that stand before those that are drawn.
 */
before: number, 
/**
 * Steps of every branch among them, each with its branch.
 */
steps: Array<DrawnStep>, 
/**
 * Steps of it that stand behind those.
 */
behind: number, };

export type DrawnStep = { 
/**
 * The line that it begins in; none for one that every runbook has without writing it.
 */
line: number | null, step: StepView, };

export type PostmortemView = { head: number, incident: Heading, status: string, owner: string | null, sections: Array<SectionView>, durations: Array<DurationView>, findings: Array<FindingView>, 
/**
 * What contributed, in the order of recording.
 */
factors: Array<FactorView>, actions: Array<ActionView>, 
/**
 * The runbooks whose steps were marked as wrong.
 */
marked: Array<MarkedRunbook>, 
/**
 * The whole document, for copying: what was published, while that stands.
 */
markdown: string, 
/**
 * What the published copy does not tell, where entries were recorded since.
 */
behind?: string, };

export type MarkedRunbook = { runbook: string, title: string, 
/**
 * How many of its steps.
 */
steps: number, };

export type SectionView = { name: string, title: string, 
/**
 * Whether nobody writes it: it comes from the record alone.
 */
derived: boolean, required: boolean, 
/**
 * What is missing, in one or two words; absent where it is complete.
 */
missing: string | null, 
/**
 * How it stands, in one or two words: `1 open`, `23`.
 */
state: string, blocks: import("./markdown").Block[], 
/**
 * What a person wrote, for the editor.
 */
written: string | null, 
/**
 * The events that a new text takes the place of.
 */
base: string[], };

export type DurationView = { name: string, label: string, written: string, definition: string, };

export type FindingView = { rule: string, level: string, place: string, text: string, why: string, rewrite: string | null, dismissed: string | null, };

export type FactorView = { id: string, text: string, 
/**
 * Whether it is what set it off.
 */
trigger: boolean, };

export type ActionView = { id: string, n: number, text: string, kind: string, owner: string | null, due: string | null, done_when: string | null, status: string, overdue: boolean, };

export type ServiceLine = { id: string, name: string, stack: string | null, platform: string | null, };

export type ServicesView = { head: number, services: Array<ServiceLine>, card: CardView | null, };

export type LearnedView = { 
/**
 * The service's id, and what people call it.
 */
service: string, name: string, keys: Array<LearnedKey>, };

export type LearnedKey = { key: string, label: string, value: string, 
/**
 * What the card says now.
 */
on_card: string | null, };

export type CardView = { id: string, name: string, 
/**
 * The hash that what is changed in the form is saved upon.
 */
revision: string, 
/**
 * How many newest revisions there are; two wait for a merge.
 */
heads: number, 
/**
 * Whether its text was typed into and not saved.
 */
has_draft: boolean, 
/**
 * Why its keys cannot be read.
 */
problem: string | null, groups: Array<CardGroup>, 
/**
 * What is written below the keys.
 */
notes: import("./markdown").Block[], };

export type CardGroup = { title: string, fields: Array<CardField>, };

export type CardField = { key: string, label: string, hint: string | null, value: string, };

export type SettingsView = { head: number, 
/**
 * Whom exports name.
 */
names: "roles" | "names", 
/**
 * The team's time zone by its IANA name; empty for this machine's.
 */
zone: string, 
/**
 * The clocks that may move; the table's own 5 and 60 minutes never do.
 */
clocks: Array<ClockSetting>, 
/**
 * Where exports go now, and where they go where nobody chose.
 */
export_folder: string, default_export_folder: string, 
/**
 * The folder was named when the window was started: another choice lasts to the next start.
 */
export_folder_given: boolean, 
/**
 * The folder that the library is kept in, beside the store.
 */
library_folder: string | null, 
/**
 * The store's file.
 */
store: string, sample: boolean, 
/**
 * The copies, the newest first.
 */
backups: Array<BackupLine>, version: string, };

export type ClockSetting = { 
/**
 * What `save` names it by.
 */
key: string, label: string, hint: string, minutes: number, default_minutes: number, 
/**
 * From 1 to this many.
 */
most_minutes: number, is_default: boolean, };

export type BackupLine = { 
/**
 * `2026-11-22`.
 */
day: string, 
/**
 * Seven daily ones are kept, and the last one of each of the four weeks before. One that is
 * dated ahead of today was made while the clock ran ahead.
 */
kind: "daily" | "weekly" | "dated ahead of today", };

export type HandoverView = { head: number, incident: Heading, 
/**
 * The moment the sheet was made, as people read it: `2026-11-22 02:31:00Z`.
 */
made_at: string, 
/**
 * How it stands in one line: the place, what is decided and why, and how that went.
 */
state: string, 
/**
 * `Mitigate, step 3 of 5: roll the deployment back`.
 */
place: string, 
/**
 * `since impact began 02:02Z, 29 min 0 s ago`.
 */
since: string, 
/**
 * Who holds command; taking it is a RoleTaken of the commander with a name.
 */
command: Holder, roles: Array<Holder>, decisions: Array<SheetDecision>, 
/**
 * Open steps that apply, in the order of the walk.
 */
open: Array<SheetStep>, later: Array<SheetStep>, 
/**
 * Steps that did not work, were skipped, or wait for somebody.
 */
went_otherwise: Array<SheetStep>, standing: Array<StandingNote>, contained: Array<Told>, clocks: Array<ClockView>, last_update: Told | null, 
/**
 * When the next update is due; absent where no clock runs for it.
 */
next_update: string | null, times: Array<SheetTime>, 
/**
 * What the service card says: owner, escalation, way in, dashboards.
 */
service: Array<CardLine>, 
/**
 * The whole sheet as Markdown, to be copied or printed.
 */
markdown: string, 
/**
 * At most ten short lines of plain text, for a chat.
 */
chat: string, };

export type Holder = { role: string, 
/**
 * `incident commander`.
 */
title: string, name: string | null, 
/**
 * When it was taken, `02:07:00Z`; absent where nobody has.
 */
clock: string | null, };

export type SheetDecision = { n: number, clock: string, words: string, why: string | null, expect: string | null, 
/**
 * `no effect`; absent where nobody has looked.
 */
outcome: string | null, superseded: boolean, };

export type SheetStep = { id: string, phase: string, text: string, 
/**
 * `skipped: chat is down too`; absent where it is open.
 */
outcome: string | null, };

export type Told = { clock: string, text: string, };

export type SheetTime = { time: string, 
/**
 * `about 2026-11-22 02:02:00Z`, `unknown`, `not given`.
 */
written: string, known: boolean, };

export type CardLine = { label: string, value: string, };
