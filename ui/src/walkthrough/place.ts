// Where a walk stands in its phase: one number, wherever it is said.
import type { StepView } from "../wire";

export interface Place {
  phase: string;
  /** Its number among those of the phase that apply. */
  n: number;
  of: number;
}

/** The place of a step; nothing where it is none of these, or has no number. */
export function placeOf(steps: readonly StepView[], id: string | null | undefined): Place | undefined {
  const phase = steps.find((step) => step.id === id)?.phase;
  const counted = steps.filter((step) => step.phase === phase && step.outcome !== "not_applicable");
  const n = counted.findIndex((step) => step.id === id) + 1;
  return phase !== undefined && n > 0 ? { phase, n, of: counted.length } : undefined;
}
