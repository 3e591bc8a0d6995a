// Which screen the window shows. `Prepared`: what a start begins with when it was asked for elsewhere.
import type { Given } from "./backend";

export type Prepared = { runbook: { id: string; title: string } | null; drill: boolean };

/** What a screen shows first: an entry of the timeline, a section, or a step by its words, the `nth`
 * of those that say the same, from 0. New each time that it is asked for. */
export type Sought = { words: string; nth?: number };

export type Screen =
  | { at: "incidents"; start?: Prepared }
  | { at: "walkthrough"; incident: string; sought?: Sought }
  | { at: "decide"; incident: string }
  | { at: "handover"; incident: string }
  | { at: "runbooks"; open: string | null; sought?: Sought }
  // A runbook's id, or a card's: `services/NAME`.
  | { at: "edit"; runbook: string; redlines?: true }
  | { at: "history"; runbook: string }
  | { at: "merge"; runbook: string; of: "update" | "heads" }
  // Where it was when something was given: Esc leads back there.
  | { at: "import"; given: Given; from?: Screen | undefined }
  | { at: "postmortems" }
  | { at: "postmortem"; incident: string; sought?: Sought }
  | { at: "services"; open: string | null }
  | { at: "settings" };

let screen = $state.raw<Screen>({ at: "incidents" });

export const where = {
  get screen(): Screen {
    return screen;
  },
  go(to: Screen): void {
    screen = to;
  },
  /** To the screen this one was reached from, nothing recorded. */
  back(): void {
    screen = behind(screen);
  },
};

const CARDS = "services/";

/** Whether a document's id is a service card's. */
export const isCard = (id: string): boolean => id.startsWith(CARDS);

/** The screen that a document is read on: a runbook, or `services/NAME` for a card. */
function readAt(id: string): Screen {
  return isCard(id) ? { at: "services", open: id.slice(CARDS.length) } : { at: "runbooks", open: id };
}

function behind(screen: Screen): Screen {
  switch (screen.at) {
    case "decide":
    case "handover":
      return { at: "walkthrough", incident: screen.incident };
    case "edit":
    case "history":
    case "merge":
      return readAt(screen.runbook);
    case "import":
      return screen.from ?? { at: "runbooks", open: null };
    case "postmortem":
      return { at: "postmortems" };
    case "incidents":
    case "walkthrough":
    case "runbooks":
    case "postmortems":
    case "services":
    case "settings":
      return { at: "incidents" };
  }
}
