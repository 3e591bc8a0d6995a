// The only place that speaks to the record. Everything it returns was true at its `head`.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

/** What did not happen: `kind` to branch on, two sentences for the person. */
export interface EdgeError {
  kind: "store" | "link" | "fault";
  message: string;
  hint: string;
}

/** What the window knows of its store before any screen asks for more. */
export interface Hello {
  /** The number of the last change this view contains. */
  head: number;
  store: string;
  export_folder: string;
}

export const backend = {
  view: (request: unknown) => invoke<Hello>("view", { request }),
  /** The record's time in milliseconds since 1970; a sample store has its own. */
  clock: () => invoke<number>("clock"),
  /** Asks the person for an export folder; null if they changed their mind. */
  dialog: () => invoke<string | null>("dialog"),
  openLink: (link: string) => invoke<void>("open_link", { link }),
  /** Calls back whenever anyone has changed the record; returns how to stop. */
  onChanged: (changed: (head: number) => void) =>
    listen<number>("changed", (event) => changed(event.payload)),
};

/** Whatever was thrown, as something that can be shown. */
export function asEdgeError(thrown: unknown): EdgeError {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && "kind" in thrown) {
    return thrown as EdgeError;
  }
  return {
    kind: "fault",
    message: `Kneeboard failed inside: ${String(thrown)}.`,
    hint: "What was shown as recorded is safe. Try again, or start Kneeboard anew.",
  };
}
