// Which screen the window shows. `Prepared`: what a start begins with when it was asked for elsewhere.
export type Prepared = { runbook: { id: string; title: string } | null; drill: boolean };

export type Screen =
  | { at: "incidents"; start?: Prepared }
  | { at: "walkthrough"; incident: string }
  | { at: "decide"; incident: string }
  | { at: "handover"; incident: string }
  | { at: "runbooks"; open: string | null }
  | { at: "edit"; runbook: string }
  | { at: "history"; runbook: string }
  | { at: "merge"; runbook: string; of: "update" | "heads" }
  | { at: "postmortems" }
  | { at: "postmortem"; incident: string }
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

function behind(screen: Screen): Screen {
  switch (screen.at) {
    case "decide":
    case "handover":
      return { at: "walkthrough", incident: screen.incident };
    case "edit":
    case "history":
    case "merge":
      return { at: "runbooks", open: screen.runbook };
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
