// Two looks at one text have most in common. What is the same keeps its object, so that the page draws
// anew only what was changed.
import type { PreviewPhase } from "../wire";

/** `fresh`, made of parts of `before` wherever they say the same in the same place. */
export function sharing(before: readonly PreviewPhase[], fresh: readonly PreviewPhase[]): PreviewPhase[] {
  return fresh.map((phase, at) => {
    const old = before[at];
    if (!old) return phase;
    const steps = phase.steps.map((step, n) => (same(old.steps[n], step) ? (old.steps[n] ?? step) : step));
    return { ...phase, steps };
  });
}

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const [ours, theirs] = [Object.entries(one), other as Record<string, unknown>];
  return ours.length === Object.keys(theirs).length && ours.every(([name, part]) => same(part, theirs[name]));
}
