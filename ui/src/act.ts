// What a person does, as the record takes it. Times are text: now, unknown, about:TIME, or a time
// with its zone; the core reads them and refuses what it cannot read.
import type { StepView } from "./wire";

export type StepRef = StepView["step"];
export type KeyTime = "started" | "detected" | "acknowledged" | "mitigated" | "resolved";
export type DetectionSource = "alert" | "customer" | "staff" | "unknown";
export type Outcome = "as_expected" | "partly" | "no_effect" | "worse";
export type Audience = "status" | "internal" | "support";
export type Severity = "SEV1" | "SEV2" | "SEV3" | "SEV4";
export type ActionKind = "prevent" | "detect" | "mitigate" | "repair" | "investigate" | "process";
export type ActionStatus = "open" | "done" | "not_done";
export type Status = "draft" | "in_review" | "reviewed" | "published";

export type Act =
  | {
      act: "IncidentStarted";
      title: string | null;
      looks_like: string | null;
      service: string | null;
      stack: string | null;
      severity: Severity | null;
      runbooks: string[];
      started: string | null;
      drill: boolean;
    }
  | { act: "TitleSet"; title: string }
  | { act: "RunbookOpened"; runbook: string }
  | { act: "StepDone"; step: StepRef; value: string | null; as_expected: boolean | null }
  | { act: "StepFailed"; step: StepRef; note: string | null }
  | { act: "StepSkipped"; step: StepRef; reason: string }
  | { act: "StepNotApplicable"; step: StepRef; reason: string | null }
  | { act: "StepDeferred"; step: StepRef; until: string; reason: string | null }
  | { act: "StepBlocked"; step: StepRef; reason: string | null }
  | { act: "StepAdded"; text: string; after: StepRef | null }
  | { act: "StepRedlined"; step: StepRef; text: string }
  | { act: "AnswerGiven"; name: string; value: unknown }
  | { act: "Held" }
  | { act: "NoteAdded"; text: string; step: StepRef | null }
  | { act: "TimeSet"; time: KeyTime; at: string; source: DetectionSource | null }
  | { act: "RoleTaken"; role: "commander"; name: string | null }
  | { act: "SeveritySet"; severity: Severity }
  | { act: "Contained"; text: string }
  | {
      act: "Decided";
      choose: string;
      why: string | null;
      objections: string | null;
      expect: string | null;
      tripwire: string | null;
      recheck: string | null;
      override_reason: string | null;
    }
  | { act: "OutcomeSeen"; decision: string; outcome: Outcome; reading: string | null }
  | { act: "ReachSeen"; decision: string; at: string }
  | { act: "UpdateSent"; audience: Audience; text: string }
  | { act: "StandingCleared"; left_by: string; note: string | null }
  | { act: "ClockMuted"; clock: string }
  | { act: "Corrected"; target: string; override_reason: string }
  | { act: "Undo" }
  | { act: "Closed"; note: string | null }
  | { act: "Reopened"; reason: string | null }
  | { act: "SectionWritten"; section: string; text: string; base: string[] }
  | { act: "FactorAdded"; text: string; trigger: boolean }
  | { act: "FactorChanged"; factor: string; text: string | null; dropped: boolean | null }
  | {
      act: "ActionAdded";
      text: string;
      kind: ActionKind;
      owner: string | null;
      due: string | null;
      done_when: string | null;
    }
  | {
      act: "ActionChanged";
      target: string;
      text: string;
      kind: ActionKind;
      owner: string | null;
      due: string | null;
      done_when: string | null;
      status: ActionStatus;
    }
  | { act: "OwnerSet"; owner: string }
  | { act: "FindingDismissed"; rule: string; place: string; reason: string }
  | { act: "StatusSet"; status: Status; note: string | null };

/** An act on its way; the id makes a repeat recognisable. */
export interface ActRequest {
  id: string;
  incident: string | null;
  role: string;
  act: Act;
  secret: null | "mask" | "keep";
  /** When it was done, by the record's clock, where it had to wait for the store. */
  done_at_ms: number | null;
}

/** An act that is on disk. */
export interface Recorded {
  incident: string;
  head: number;
  warnings: string[];
  /** What was recorded, as the timeline says it. */
  said: string;
  /** Whether undo would take it back. */
  undo: boolean;
}

/** A typed text, or nothing where it is blank. */
export function typed(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
