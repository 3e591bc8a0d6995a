// How a step can have ended: an icon, a word and a colour, always the three together.
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleSlash from "@lucide/svelte/icons/circle-slash-2";
import Clock from "@lucide/svelte/icons/clock";
import Minus from "@lucide/svelte/icons/minus";
import X from "@lucide/svelte/icons/x";
import type { Component } from "svelte";

import type { StepView } from "../wire";

export interface Ended {
  icon: Component;
  word: string;
  tone: "green" | "amber" | "red" | "muted";
}

const ENDED: Record<string, Ended> = {
  done: { icon: Check, word: "done", tone: "green" },
  failed: { icon: X, word: "did not work", tone: "red" },
  skipped: { icon: Minus, word: "skipped", tone: "amber" },
  later: { icon: Clock, word: "later", tone: "amber" },
  blocked: { icon: Ban, word: "blocked", tone: "amber" },
  not_applicable: { icon: CircleSlash, word: "not applicable", tone: "muted" },
};

/** How a step ended; nothing while it is open. */
export function ended(step: StepView): Ended | undefined {
  return ENDED[step.outcome];
}

/** What was said beside the word: the reason, the note, when it comes back. */
export function said(step: StepView): string | undefined {
  const word = ended(step)?.word ?? "";
  const rest = (step.outcome_words ?? "").replace(word, "").replace(/^[:,]\s*/, "");
  return rest === "" ? undefined : rest;
}

/** The value that was recorded; with its unit, where it ends in a number. */
export function valueOf({ value, record }: StepView): string | null {
  return value !== null && record?.unit && /\d$/.test(value) ? `${value} ${record.unit}` : value;
}
