// One table of keys: it feeds the listeners, the footer, the help and the documents.
import type { Attachment } from "svelte/attachments";

/** Where a key means something. Each screen adds its rows when it is built. */
export type Scope = "anywhere";

export interface Key {
  scope: Scope;
  /** What it does, as a handler names it. */
  act: string;
  /** Held keys first, joined by plus: `Ctrl+Shift+X`. A character stands for itself. */
  chord: string;
  /** What the footer and the help say. */
  words: string;
  /** Another chord for inside text fields, where the usual one belongs to the field. */
  inText?: string;
}

export const KEYS: readonly Key[] = [
  { scope: "anywhere", act: "incidents", chord: "Ctrl+1", words: "incidents" },
  { scope: "anywhere", act: "runbooks", chord: "Ctrl+2", words: "runbooks" },
  { scope: "anywhere", act: "postmortems", chord: "Ctrl+3", words: "postmortems" },
  { scope: "anywhere", act: "services", chord: "Ctrl+4", words: "services" },
  { scope: "anywhere", act: "all_keys", chord: "?", words: "all keys" },
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
  const key = KEYS.find((key) => key.scope === scope && means(event, key));
  const handler = key && handlers[key.act];
  if (!handler) return;
  event.preventDefault();
  event.stopPropagation();
  handler();
}

/** A chord as this system writes it, for people. */
export function shown(chord: string): string {
  const words = chord.replace("Enter", "⏎").replaceAll("+", " ");
  return onMac ? words.replace("Ctrl", "⌘").replace("Shift", "⇧") : words;
}

const onMac = navigator.platform.startsWith("Mac");

function means(event: KeyboardEvent, key: Key): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const inText = target?.closest("input, textarea, select, [contenteditable]") ?? null;
  const chord = inText && key.inText ? key.inText : key.chord;
  const held = chord.startsWith("Ctrl+");
  if (inText && !held && chord !== "Esc") return false;
  const ownKey = (chord === "Space" || chord === "Enter") && target?.closest("button, a, summary");
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
