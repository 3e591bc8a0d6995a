// Which steps stand around the one that is looked at, and which are folded away.
import type { StepView } from "../wire";

export interface Around {
  /** Folded above. */
  earlier: StepView[];
  past: StepView[];
  next: StepView[];
  /** Folded below. */
  further: StepView[];
}

/** The nearest on both sides, in so many lines; a fold takes a line, too. What one side leaves free
 * the other may have. */
export function around(before: StepView[], behind: StepView[], lines: number): Around {
  const half = Math.ceil(lines / 2);
  const above = Math.min(before.length, Math.max(half, lines - behind.length));
  const past = fitting(before.length, above);
  const next = fitting(behind.length, lines - above);
  return {
    earlier: before.slice(0, before.length - past),
    past: before.slice(before.length - past),
    next: behind.slice(0, next),
    further: behind.slice(next),
  };
}

/** How many of so many stand in so many lines beside the fold of the rest. */
function fitting(count: number, lines: number): number {
  return count <= lines ? count : Math.max(0, lines - 1);
}

/** `3 steps do not apply: service.platform is kubernetes`, where all have the one reason. */
export function wordsForAway(away: readonly StepView[]): string {
  const reasons = away.map(({ outcome_words }) => (outcome_words ?? "").replace(/^not applicable(: )?/, ""));
  const isOne = reasons.every((reason) => reason === reasons[0] && reason !== "");
  const count = away.length === 1 ? "1 step does" : `${away.length} steps do`;
  return `${count} not apply${isOne ? `: ${reasons[0]}` : ""}`;
}
