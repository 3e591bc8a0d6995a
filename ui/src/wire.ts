// What the window receives: one read model a screen, made whole by the core.

export type Heading = {
  id: string;
  handle: string;
  title: string;
  severity: "SEV1" | "SEV2" | "SEV3" | "SEV4" | null;
  service: string | null;
  stack: string | null;
  drill: boolean;
  sample: boolean;
  open: boolean;
  since: Since;
  decided: string | null;
};

export type Since = { at: string | null; until: string | null; label: string };

export type ClockView = {
  name: string;
  title: string;
  at: string;
  from: string;
  then: string;
  default: boolean;
  muted: boolean;
};

export type KeyTimeView = { at: string | null; precision: string; until: string | null };

export type IncidentsView = {
  head: number;
  sample: boolean;
  open: OpenIncident[];
  earlier: EarlierIncident[];
  services: ServiceLine[];
  last_service: string | null;
};

export type OpenIncident = {
  incident: Heading;
  step: string | null;
  deferred: number;
  clock: ClockView | null;
};

export type EarlierIncident = {
  id: string;
  handle: string;
  title: string;
  when: string;
  severity: string | null;
  stack: string | null;
  service: string | null;
  decided: string | null;
  to_mitigate: string;
  postmortem: string;
  drill: boolean;
};

export type StartView = { runbooks: RunbookMatch[]; similar: SimilarIncident[] };

export type RunbookMatch = {
  id: string;
  title: string;
  stack: string;
  severity: string | null;
  matched: string[];
};

export type SimilarIncident = {
  id: string;
  title: string;
  when: string;
  what_worked: string | null;
};

export type WalkView = {
  head: number;
  incident: Heading;
  phases: PhaseView[];
  steps: StepView[];
  current: string | null;
  clocks: ClockView[];
  standing: StandingNote[];
  deferred: number;
  undo: string | null;
  two_decisions: boolean;
  decision: StandingDecision | null;
  runbooks: string[];
  timeline: TimelineRow[];
  timeline_rows: number;
};

export type PhaseView = {
  phase: string;
  title: string;
  done: number;
  steps: number;
  current: boolean;
  complete: boolean;
  call: string | null;
};

export type StepView = {
  id: string;
  step: { opened: string; place: number } | { added: string };
  phase: string;
  branch: string | null;
  branch_title: string | null;
  text: string;
  outcome: string;
  outcome_words: string | null;
  at: string | null;
  why: string | null;
  caution: string | null;
  commands: CommandView[];
  expect: string | null;
  if_not: string | null;
  undo: string | null;
  leaves: string | null;
  source: string | null;
  role: string | null;
  record: RecordView | null;
  value: string | null;
  detail: string[];
  question: string | null;
  beside: string | null;
  redlined: boolean;
  added: boolean;
};

export type RecordView = { label: string; unit: string | null };

export type CommandView = {
  lang: string;
  parts: CommandPart[];
  copy: string | null;
  look_over: boolean;
  refusal: string | null;
  open: string[];
};

export type CommandPart = { kind: string; text: string };

export type StandingNote = { left_by: string; text: string };

export type StandingDecision = {
  id: string;
  n: number;
  words: string;
  why: string | null;
  expect: string | null;
  outcome: string | null;
  reached: boolean;
  wants_override: boolean;
};

export type TimelineRow = {
  id: string;
  n: number;
  kind: string;
  clock: string;
  text: string;
  role: string;
  mark: string | null;
};

export type DecideView = {
  head: number;
  incident: Heading;
  answered: AnsweredFact[];
  open: Question[];
  folded: Question[];
  suggestion: Suggestion;
  choices: ChoiceView[];
  clock: ClockView | null;
  earlier: EarlierDecision[];
  prefilled: Prefilled;
};

export type Question = {
  fact: string;
  label: string;
  question: string;
  hint: string;
  kind: string;
  answers: OfferedAnswer[];
  card_says: string | null;
};

export type OfferedAnswer = { key: string; value: unknown; label: string };

export type AnsweredFact = {
  question: Question;
  value: unknown;
  words: string;
  source: string | null;
  age_minutes: number | null;
};

export type Suggestion = {
  action: string;
  title: string;
  rule: string;
  contain_first: boolean;
  because: Because[];
  removed: string[];
  flips: string[];
  warnings: string[];
  afterwards: string[];
  settled: boolean;
};

export type Because = { fact: string; text: string };

export type ChoiceView = { action: string; title: string; suggested: boolean };

export type EarlierDecision = {
  n: number;
  clock: string;
  words: string;
  outcome: string | null;
  superseded: boolean;
};

export type Prefilled = {
  why: string;
  considered: string[];
  expect: string | null;
  tripwire: string;
  recheck_minutes: number;
};

export type PostmortemView = {
  head: number;
  incident: Heading;
  status: string;
  owner: string | null;
  sections: SectionView[];
  durations: DurationView[];
  findings: FindingView[];
  actions: ActionView[];
  markdown: string;
};

export type SectionView = {
  name: string;
  title: string;
  derived: boolean;
  required: boolean;
  missing: string | null;
  blocks: import("./markdown").Block[];
  written: string | null;
  base: string[];
};

export type DurationView = { name: string; label: string; written: string; definition: string };

export type FindingView = {
  rule: string;
  level: string;
  place: string;
  text: string;
  why: string;
  rewrite: string | null;
  dismissed: string | null;
};

export type ActionView = {
  id: string;
  n: number;
  text: string;
  kind: string;
  owner: string | null;
  due: string | null;
  done_when: string | null;
  status: string;
  overdue: boolean;
};

export type RunbooksView = { head: number; runbooks: RunbookLine[]; open: RunbookView | null };

export type RunbookLine = {
  id: string;
  title: string;
  stack: string;
  looks_like: string[];
  severity: string | null;
  minutes: number | null;
  steps: number;
  reviewed: string | null;
  problems: number;
};

export type RunbookView = {
  line: RunbookLine;
  revision: string;
  blocks: import("./markdown").Block[];
  problems: ProblemView[];
};

export type ProblemView = { line: number; column: number; message: string };

export type ServiceLine = {
  id: string;
  name: string;
  stack: string | null;
  platform: string | null;
};

export type ServicesView = { head: number; services: ServiceLine[]; card: CardView | null };

export type CardView = { id: string; name: string; fields: CardField[] };

export type CardField = { key: string; label: string; value: string };
