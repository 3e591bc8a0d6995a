// One table of keys: it feeds the listeners, the footer, the help and the documents.
import type { Attachment } from "svelte/attachments";

/** Where a key means something. */
export type Scope = "anywhere" | "incidents" | "walkthrough" | "step" | "decide" | "runbooks" | "postmortem";

export interface Key {
  scope: Scope;
  /** What it does, as a handler names it. */
  act: string;
  /** Held keys first, joined by plus: `Ctrl+Shift+X`. A character stands for itself. */
  chord: string;
  /** What the footer and the help say. */
  words: string;
  /** The chord inside text fields, where the usual one belongs to the field; empty for none. */
  inText?: string;
  /** Whether the footer shows it. */
  foot?: boolean;
}

export const KEYS: readonly Key[] = [
  { scope: "anywhere", act: "start", chord: "Ctrl+N", words: "start an incident" },
  { scope: "anywhere", act: "incidents", chord: "Ctrl+1", words: "incidents" },
  { scope: "anywhere", act: "runbooks", chord: "Ctrl+2", words: "runbooks" },
  { scope: "anywhere", act: "postmortems", chord: "Ctrl+3", words: "postmortems" },
  { scope: "anywhere", act: "services", chord: "Ctrl+4", words: "services" },
  { scope: "anywhere", act: "back", chord: "Esc", words: "out of a field, then back" },
  { scope: "anywhere", act: "copy_unsaved", chord: "Ctrl+Shift+C", words: "copy what is not saved" },
  { scope: "anywhere", act: "all_keys", chord: "?", words: "all keys", foot: true },

  { scope: "incidents", act: "start", chord: "Ctrl+N", words: "start", foot: true },
  { scope: "incidents", act: "next", chord: "J", words: "next incident", foot: true },
  { scope: "incidents", act: "previous", chord: "K", words: "incident before", foot: true },
  { scope: "incidents", act: "contain", chord: "X", words: "contain now", inText: "Ctrl+Shift+X" },

  { scope: "step", act: "done", chord: "Space", words: "done, or to its value", foot: true },
  { scope: "step", act: "failed", chord: "F", words: "did not work, or was different" },
  { scope: "step", act: "skip", chord: "S", words: "skip with a reason" },
  { scope: "step", act: "later", chord: "L", words: "later" },
  { scope: "step", act: "copy", chord: "C", words: "copy the command" },

  { scope: "walkthrough", act: "next", chord: "J", words: "next step", foot: true },
  { scope: "walkthrough", act: "previous", chord: "K", words: "step before", foot: true },
  { scope: "walkthrough", act: "note", chord: "N", words: "note" },
  { scope: "walkthrough", act: "decide", chord: "D", words: "decide", inText: "Ctrl+D", foot: true },
  { scope: "walkthrough", act: "update", chord: "U", words: "write an update", inText: "Ctrl+U", foot: true },
  { scope: "walkthrough", act: "contain", chord: "X", words: "contain now", inText: "Ctrl+Shift+X", foot: true },
  { scope: "walkthrough", act: "hold", chord: "H", words: "hold here" },
  { scope: "walkthrough", act: "times", chord: "T", words: "key times" },
  { scope: "walkthrough", act: "undo", chord: "Ctrl+Z", words: "undo last", inText: "", foot: true },

  { scope: "decide", act: "1", chord: "1", words: "answer and move on", foot: true },
  { scope: "decide", act: "2", chord: "2", words: "the second answer" },
  { scope: "decide", act: "3", chord: "3", words: "the third answer" },
  { scope: "decide", act: "4", chord: "4", words: "the fourth answer" },
  { scope: "decide", act: "5", chord: "5", words: "the fifth answer" },
  { scope: "decide", act: "6", chord: "6", words: "the sixth answer" },
  { scope: "decide", act: "7", chord: "7", words: "the seventh answer, or none of them" },
  { scope: "decide", act: "0", chord: "0", words: "unknown", foot: true },
  { scope: "decide", act: "add", chord: "Shift+1", words: "with any digit: add one and stay" },
  { scope: "decide", act: "next", chord: "J", words: "next question", foot: true },
  { scope: "decide", act: "previous", chord: "K", words: "question before", foot: true },
  { scope: "decide", act: "contain", chord: "X", words: "contain now", inText: "Ctrl+Shift+X" },
  { scope: "decide", act: "record", chord: "Ctrl+Enter", words: "record the decision", foot: true },
  { scope: "decide", act: "back", chord: "Esc", words: "back, nothing recorded", foot: true },

  { scope: "runbooks", act: "next", chord: "J", words: "next runbook", foot: true },
  { scope: "runbooks", act: "previous", chord: "K", words: "runbook before", foot: true },
  { scope: "runbooks", act: "begin", chord: "Enter", words: "start an incident", foot: true },
  { scope: "runbooks", act: "practise", chord: "P", words: "practise as a drill", foot: true },

  { scope: "postmortem", act: "next", chord: "J", words: "next section", foot: true },
  { scope: "postmortem", act: "previous", chord: "K", words: "section before", foot: true },
  { scope: "postmortem", act: "export", chord: "Ctrl+E", words: "export", foot: true },
  { scope: "postmortem", act: "save", chord: "Ctrl+Enter", words: "keep what is written", foot: true },
];

export type Handlers = Record<string, () => void>;

/** Listens on an element, so that a scope's keys work only while the focus is inside it. */
export function keys(scope: Scope, handlers: Handlers): Attachment<HTMLElement> {
  return (element) => {
    const heard = (event: KeyboardEvent) => hear(event, scope, handlers);
    element.addEventListener("keydown", heard);
    return () => element.removeEventListener("keydown", heard);
  };
}

/** Runs the handler a key event names, if any. Held-down keys and composition are ignored. */
export function hear(event: KeyboardEvent, scope: Scope, handlers: Handlers): void {
  if (event.repeat || event.isComposing || event.defaultPrevented) return;
  // An open dialog has every key to itself.
  if (document.querySelector("dialog[open]")) return;
  const key = KEYS.find((key) => key.scope === scope && handlers[key.act] && means(event, key));
  const handler = key && handlers[key.act];
  if (!handler) return;
  event.preventDefault();
  event.stopPropagation();
  handler();
}

/** The digit of a key event by the place of its key, so that Shift does not change it. */
export function digitOf(event: KeyboardEvent): string | undefined {
  return /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
}

/** A chord as this system writes it, for people. */
export function shown(chord: string): string {
  const words = chord.replace("Enter", "⏎").replaceAll("+", " ");
  return onMac ? words.replace("Ctrl", "⌘").replace("Shift", "⇧") : words;
}

/** Whether keys of a single character are on; the choice is kept on this machine. */
export const letters = {
  get on(): boolean {
    return localStorage.getItem("letters") !== "off";
  },
  set on(on: boolean) {
    localStorage.setItem("letters", on ? "on" : "off");
  },
};

/** Whether an element is one that text is typed into. */
export function isText(element: Element | null): boolean {
  return element?.matches("textarea, select, input:not([type=radio], [type=checkbox])") ?? false;
}

const onMac = navigator.platform.startsWith("Mac");

function means(event: KeyboardEvent, key: Key): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const inText = isText(target);
  const chord = inText && key.inText !== undefined ? key.inText : key.chord;
  const held = chord.startsWith("Ctrl+");
  if (inText && !held && chord !== "Esc") return false;
  if (chord.length === 1 && !letters.on) return false;
  const ownKey =
    (chord === "Space" || chord === "Enter") && target?.closest("button, a, summary, label, input");
  return !ownKey && chordOf(event) === chord;
}

function chordOf(event: KeyboardEvent): string {
  const command = onMac ? event.metaKey : event.ctrlKey;
  const name = { " ": "Space", Escape: "Esc" }[event.key] ?? event.key;
  const letter = /^[a-z]$/i.test(name);
  // Shift is part of writing `?`; it counts with letters and with named keys only.
  const shift = event.shiftKey && (letter || name.length > 1);
  return `${command ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${letter ? name.toUpperCase() : name}`;
}
