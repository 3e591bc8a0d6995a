// One table of keys: it feeds the listener, the footer, the help, the palette and the documents.
// `keyboard.svelte.ts` says which of them can be used now, and does what they name.

/** Where a key means something. */
export type Scope =
  | "anywhere"
  | "incidents"
  | "walkthrough"
  | "step"
  | "strip"
  | "decide"
  | "runbooks"
  | "edit"
  | "redlines"
  | "history"
  | "merge"
  | "import"
  | "postmortems"
  | "postmortem"
  | "services"
  | "handover";

export interface Key {
  scope: Scope;
  /** What it does, as a handler names it. */
  act: string;
  /** Held keys first, joined by plus: `Ctrl+Shift+X`. A character stands for itself, `1-7` for any
   * of these digits. Empty: no key of its own, only a line of the palette. */
  chord: string;
  /** What the footer, the help and the palette say. */
  words: string;
  /** The chord inside text fields, where the usual one belongs to the field; empty for none. */
  inText?: string;
  /** Whether it works while a dialog is open too. */
  inDialogs?: true;
  /** Its rank in the footer, where it stands there: the highest numbers give way first. */
  foot?: number;
  /** Keys side by side in the footer share these words. */
  together?: string;
}

export const KEYS: readonly Key[] = [
  { scope: "incidents", act: "start", chord: "Ctrl+N", words: "start", foot: 1 },
  { scope: "incidents", act: "next", chord: "J", words: "next incident", foot: 2, together: "move" },
  { scope: "incidents", act: "previous", chord: "K", words: "incident before", foot: 2, together: "move" },
  { scope: "incidents", act: "drill", chord: "", words: "practise as a drill" },
  { scope: "incidents", act: "contain", chord: "X", words: "contain now", inText: "Ctrl+Shift+X" },

  { scope: "walkthrough", act: "next", chord: "J", words: "next step", foot: 3, together: "move" },
  { scope: "walkthrough", act: "previous", chord: "K", words: "step before", foot: 3, together: "move" },

  { scope: "step", act: "done", chord: "Space", words: "done", foot: 1 },
  { scope: "step", act: "failed", chord: "F", words: "did not work, or was different" },
  { scope: "step", act: "skip", chord: "S", words: "skip with a reason" },
  { scope: "step", act: "later", chord: "L", words: "later" },
  { scope: "step", act: "copy", chord: "C", words: "copy the command" },
  { scope: "step", act: "answer", chord: "1-7", words: "answer what the step asks" },
  { scope: "step", act: "unknown", chord: "0", words: "answer: not known" },

  { scope: "walkthrough", act: "decide", chord: "D", words: "decide", inText: "Ctrl+D", foot: 2 },
  { scope: "walkthrough", act: "contain", chord: "X", words: "contain now", inText: "Ctrl+Shift+X", foot: 2 },
  { scope: "walkthrough", act: "update", chord: "U", words: "write an update", inText: "Ctrl+U", foot: 4 },
  { scope: "walkthrough", act: "note", chord: "N", words: "note", foot: 7 },
  { scope: "walkthrough", act: "undo", chord: "Ctrl+Z", words: "undo last", inText: "", foot: 4 },
  { scope: "walkthrough", act: "hold", chord: "H", words: "hold here", foot: 8 },
  { scope: "walkthrough", act: "times", chord: "T", words: "key times", foot: 9 },
  { scope: "walkthrough", act: "runbook", chord: "", words: "open a runbook" },
  { scope: "walkthrough", act: "add_step", chord: "", words: "add a step" },
  { scope: "walkthrough", act: "promote", chord: "", words: "make a runbook of this walk" },
  { scope: "walkthrough", act: "postmortem", chord: "", words: "to the postmortem" },
  { scope: "walkthrough", act: "handover", chord: "O", words: "hand-over sheet" },
  { scope: "walkthrough", act: "close", chord: "", words: "close the incident" },
  { scope: "walkthrough", act: "reopen", chord: "", words: "reopen the incident" },

  { scope: "strip", act: "on_top", chord: "", words: "keep on top of other windows", foot: 6 },

  { scope: "decide", act: "answer", chord: "1-7", words: "answer and move on", foot: 3 },
  { scope: "decide", act: "add", chord: "Shift+1-7", words: "add an answer and stay" },
  { scope: "decide", act: "unknown", chord: "0", words: "unknown", foot: 3 },
  { scope: "decide", act: "next", chord: "J", words: "next question", foot: 4, together: "other questions" },
  { scope: "decide", act: "previous", chord: "K", words: "question before", foot: 4, together: "other questions" },
  { scope: "decide", act: "record", chord: "Ctrl+Enter", words: "record", foot: 1 },
  { scope: "decide", act: "contain", chord: "X", words: "contain now", inText: "Ctrl+Shift+X", foot: 5 },
  { scope: "decide", act: "back", chord: "Esc", words: "back, nothing recorded", foot: 2 },

  { scope: "runbooks", act: "next", chord: "J", words: "next runbook", foot: 3, together: "move" },
  { scope: "runbooks", act: "previous", chord: "K", words: "runbook before", foot: 3, together: "move" },
  { scope: "runbooks", act: "begin", chord: "Enter", words: "start an incident", foot: 1 },
  { scope: "runbooks", act: "practise", chord: "P", words: "practise as a drill", foot: 2 },
  { scope: "runbooks", act: "find", chord: "Ctrl+F", words: "find in the list", foot: 6 },
  { scope: "runbooks", act: "edit", chord: "E", words: "edit", foot: 4 },
  { scope: "runbooks", act: "history", chord: "V", words: "versions", foot: 5 },
  { scope: "runbooks", act: "new", chord: "N", words: "new runbook", foot: 7 },
  { scope: "runbooks", act: "duplicate", chord: "D", words: "duplicate" },
  { scope: "runbooks", act: "archive", chord: "A", words: "put away, or bring back" },
  { scope: "runbooks", act: "redlines", chord: "R", words: "look at the redlines" },
  { scope: "runbooks", act: "update", chord: "U", words: "look at the newer shipped text" },
  { scope: "runbooks", act: "import", chord: "I", words: "take in files from a folder", foot: 8 },
  { scope: "runbooks", act: "export", chord: "X", words: "write the library into the export folder" },
  { scope: "runbooks", act: "folder", chord: "L", words: "look at what differs from the library’s folder" },

  { scope: "import", act: "take", chord: "Ctrl+Enter", words: "take in what is ticked", foot: 1 },
  { scope: "import", act: "write", chord: "W", words: "write what is ticked into the library’s folder", foot: 6 },
  { scope: "import", act: "next", chord: "J", words: "next file", foot: 3, together: "move" },
  { scope: "import", act: "previous", chord: "K", words: "file before", foot: 3, together: "move" },
  { scope: "import", act: "tick", chord: "T", words: "tick or leave the file", foot: 4 },
  { scope: "import", act: "merge", chord: "M", words: "put together", foot: 4 },
  { scope: "import", act: "open", chord: "O", words: "open what the library has", foot: 5 },
  { scope: "import", act: "back", chord: "Esc", words: "back, nothing stored", foot: 2 },

  { scope: "edit", act: "save", chord: "Ctrl+S", words: "save", foot: 1 },
  { scope: "edit", act: "next_finding", chord: "F8", words: "next finding", foot: 3 },
  { scope: "edit", act: "previous_finding", chord: "Shift+F8", words: "finding before" },
  { scope: "edit", act: "mend", chord: "Ctrl+.", words: "mend the finding here", foot: 4 },
  { scope: "edit", act: "add_step", chord: "Ctrl+Enter", words: "new step", foot: 5 },
  { scope: "edit", act: "up", chord: "Alt+ArrowUp", words: "step or phase up", foot: 6 },
  { scope: "edit", act: "down", chord: "Alt+ArrowDown", words: "step or phase down", foot: 6 },
  { scope: "edit", act: "find", chord: "Ctrl+F", words: "find and replace", foot: 7 },
  { scope: "edit", act: "outline", chord: "Ctrl+Shift+O", words: "outline", foot: 8 },
  { scope: "edit", act: "redlines", chord: "F4", words: "redlines of this runbook", foot: 4 },
  { scope: "edit", act: "part", chord: "F6", words: "next part: text, findings, beside" },
  { scope: "edit", act: "beside", chord: "F7", words: "show or hide what stands beside", foot: 9 },
  { scope: "edit", act: "history", chord: "", words: "versions" },
  { scope: "edit", act: "discard", chord: "", words: "discard the draft" },
  { scope: "edit", act: "back", chord: "Esc", words: "back, the draft is kept", foot: 2 },

  { scope: "redlines", act: "words", chord: "W", words: "take it over as the step's words" },
  { scope: "redlines", act: "under", chord: "U", words: "take it over as a line under the step" },
  { scope: "redlines", act: "aside", chord: "S", words: "set the redline aside" },

  { scope: "history", act: "next", chord: "J", words: "earlier version", foot: 1, together: "move" },
  { scope: "history", act: "previous", chord: "K", words: "later version", foot: 1, together: "move" },
  { scope: "history", act: "against", chord: "C", words: "compare with the newest, or the one before", foot: 4 },
  { scope: "history", act: "restore", chord: "R", words: "restore this version", foot: 3 },
  { scope: "history", act: "edit", chord: "E", words: "edit", foot: 5 },
  { scope: "history", act: "back", chord: "Esc", words: "back", foot: 2 },

  { scope: "merge", act: "save", chord: "Ctrl+S", words: "save", foot: 1 },
  { scope: "merge", act: "next", chord: "J", words: "next choice", foot: 3, together: "move" },
  { scope: "merge", act: "previous", chord: "K", words: "choice before", foot: 3, together: "move" },
  { scope: "merge", act: "ours", chord: "1", words: "take the first", foot: 4 },
  { scope: "merge", act: "theirs", chord: "2", words: "take the second", foot: 4 },
  { scope: "merge", act: "both", chord: "3", words: "take both", foot: 4 },
  { scope: "merge", act: "write", chord: "4", words: "write it", foot: 5 },
  { scope: "merge", act: "back", chord: "Esc", words: "back, nothing saved", foot: 2 },

  { scope: "postmortems", act: "next", chord: "J", words: "next postmortem", foot: 1, together: "move" },
  { scope: "postmortems", act: "previous", chord: "K", words: "postmortem before", foot: 1, together: "move" },

  { scope: "postmortem", act: "next", chord: "J", words: "next section", foot: 2, together: "move" },
  { scope: "postmortem", act: "previous", chord: "K", words: "section before", foot: 2, together: "move" },
  { scope: "postmortem", act: "next_finding", chord: "Ctrl+ArrowDown", words: "next finding", inText: "", foot: 3 },
  { scope: "postmortem", act: "previous_finding", chord: "Ctrl+ArrowUp", words: "finding before", inText: "" },
  { scope: "postmortem", act: "export", chord: "Ctrl+E", words: "export", foot: 1 },
  { scope: "postmortem", act: "copy", chord: "", words: "copy as Markdown" },
  { scope: "postmortem", act: "brief", chord: "", words: "export the brief" },
  { scope: "postmortem", act: "status", chord: "", words: "set its status" },
  { scope: "postmortem", act: "promote", chord: "", words: "make a runbook of this walk" },
  { scope: "postmortem", act: "walkthrough", chord: "", words: "to the walkthrough" },
  { scope: "postmortem", act: "save", chord: "Ctrl+Enter", words: "keep what is written" },

  { scope: "services", act: "next", chord: "J", words: "next service", foot: 2, together: "move" },
  { scope: "services", act: "previous", chord: "K", words: "service before", foot: 2, together: "move" },
  { scope: "services", act: "save", chord: "Ctrl+Enter", words: "save the card", foot: 1 },
  { scope: "services", act: "edit", chord: "E", words: "edit as text", foot: 3 },
  { scope: "services", act: "history", chord: "V", words: "versions", foot: 4 },

  { scope: "handover", act: "copy", chord: "C", words: "copy ten lines for the chat", foot: 1 },
  { scope: "handover", act: "back", chord: "Esc", words: "back to the walkthrough", foot: 3 },

  { scope: "anywhere", act: "palette", chord: "Ctrl+K", words: "everything", foot: 6 },
  { scope: "anywhere", act: "search", chord: "/", words: "search" },
  { scope: "anywhere", act: "start", chord: "Ctrl+N", words: "start an incident" },
  { scope: "anywhere", act: "incidents", chord: "Ctrl+1", words: "incidents" },
  { scope: "anywhere", act: "runbooks", chord: "Ctrl+2", words: "runbooks" },
  { scope: "anywhere", act: "postmortems", chord: "Ctrl+3", words: "postmortems" },
  { scope: "anywhere", act: "services", chord: "Ctrl+4", words: "services" },
  { scope: "anywhere", act: "settings", chord: "Ctrl+5", words: "settings" },
  { scope: "anywhere", act: "undo", chord: "Ctrl+Z", words: "undo what was just done", inText: "" },
  { scope: "anywhere", act: "strip", chord: "F9", words: "strip beside other windows, and back", foot: 8 },
  { scope: "anywhere", act: "print", chord: "Ctrl+P", words: "print what is shown" },
  { scope: "anywhere", act: "larger", chord: "Ctrl++", words: "everything larger", inDialogs: true },
  { scope: "anywhere", act: "smaller", chord: "Ctrl+-", words: "everything smaller", inDialogs: true },
  { scope: "anywhere", act: "as_made", chord: "Ctrl+0", words: "everything in its own size", inDialogs: true },
  { scope: "anywhere", act: "back", chord: "Esc", words: "out of a field, then back" },
  { scope: "anywhere", act: "copy_unsaved", chord: "Ctrl+Shift+C", words: "copy what is not saved" },
  { scope: "anywhere", act: "all_keys", chord: "?", words: "all keys", foot: 0 },
];

/** A chord as this system writes it, for people. */
export function shown(chord: string): string {
  const named = chord.replace("Enter", "⏎").replace("ArrowDown", "↓").replace("ArrowUp", "↑");
  const words = named.replace("-", "–").replaceAll(/\+(?=.)/g, " ");
  return onMac ? words.replace("Ctrl", "⌘").replace("Shift", "⇧") : words;
}

/** A chord as assistive technology is told of it; nothing for a range of keys. */
export function announced(chord: string): string | undefined {
  if (chord === "" || ofDigits.test(chord)) return undefined;
  return chord.replace("Ctrl", onMac ? "Meta" : "Control").replace("Esc", "Escape");
}

/** Whether a chord types a character where text is typed, so that it can be switched off. */
export function isCharacter(chord: string): boolean {
  return chord.length === 1 || ofDigits.test(chord);
}

/** Whether an element is one that text is typed into. */
export function isText(element: Element | null): boolean {
  const typed = "textarea, select, [contenteditable=true], input:not([type=radio], [type=checkbox])";
  return element?.matches(typed) ?? false;
}

/** The digit of a key event by the place of its key, so that Shift does not change it. */
export function digitOf(event: KeyboardEvent): string | undefined {
  return /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
}

/** Whether a key event is this key's, where it happened. */
export function means(event: KeyboardEvent, key: Key): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const inText = isText(target);
  const chord = inText && key.inText !== undefined ? key.inText : key.chord;
  const held = /^(Ctrl\+|Alt\+|(Shift\+)?F\d)/.test(chord);
  if (inText && !held) return false;
  const own = chord === "Space" || chord === "Enter" ? "button, a, summary, label, input" : "";
  if (own && target?.closest(own)) return false;
  return chordsOf(event).some((pressed) => pressed === chord || isAmong(pressed, chord));
}

const onMac = navigator.platform.startsWith("Mac");
const ofDigits = /^(Shift\+)?(\d)-(\d)$/;

function isAmong(pressed: string, chord: string): boolean {
  const [, shift = "", first, last] = ofDigits.exec(chord) ?? [];
  const digit = pressed.startsWith(shift) ? pressed.slice(shift.length) : "";
  return !!first && !!last && digit.length === 1 && digit >= first && digit <= last;
}

/** What was pressed: as it is written, and as the place of a digit's key. */
function chordsOf(event: KeyboardEvent): string[] {
  const command = onMac ? event.metaKey : event.ctrlKey;
  const held = `${command ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}`;
  const digit = digitOf(event);
  const name = { " ": "Space", Escape: "Esc" }[event.key] ?? latin(event);
  const letter = /^[a-z]$/i.test(name);
  // Shift is part of writing `?`; it counts with letters and with named keys only.
  const shift = event.shiftKey && (letter || name.length > 1) ? "Shift+" : "";
  // Larger is on the plus key, whether or not the plus there needs Shift.
  const plain = command && name === "=" ? "+" : name;
  const written = `${held}${shift}${letter ? name.toUpperCase() : plain}`;
  return digit === undefined ? [written] : [written, `${held}${event.shiftKey ? "Shift+" : ""}${digit}`];
}

/** On a keyboard of another script the letter is the one at the same place. */
function latin({ key, code }: KeyboardEvent): string {
  const other = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key);
  return (other ? /^Key([A-Z])$/.exec(code)?.[1] : undefined) ?? key;
}
