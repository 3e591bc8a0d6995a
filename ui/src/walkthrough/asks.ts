// The digits that answer what a step asks: in the order shown, 7 for none and 0 for what is not
// known, as in the decide form.
import type { AskView } from "../wire";

/** The keys of its choices, in their order; nothing for those past the seventh. */
export function keysOf(ask: AskView): (string | undefined)[] {
  let next = 1;
  return ask.choices.map(({ value }) => {
    if (value === "unknown" || value === null) return "0";
    if (Array.isArray(value) && value.length === 0) return "7";
    return next <= 7 ? String(next++) : undefined;
  });
}

/** What a digit answers, if anything. */
export function chosenBy(ask: AskView, digit: string): AskView["choices"][number] | undefined {
  const at = keysOf(ask).indexOf(digit);
  return at < 0 ? undefined : ask.choices[at];
}
