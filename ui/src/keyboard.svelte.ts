// Which keys can be used now. A page says what it answers to while it is shown; the listener, the
// footer and the palette then do the same thing for the same key.
import { onMount } from "svelte";

import { chosen } from "./chosen.svelte";
import { focusMatter } from "./focus";
import { digitOf, isCharacter, isText, type Key, KEYS, means, type Scope } from "./keys";

/** What a key does; `digit` is the one that was pressed, where the key stands for several. */
export type Handler = (digit: string) => void;

/** By what the table calls an act. Absent: it cannot be done now. With words, and a rank in the
 * footer, of its own where those of the table do not fit what it does now. */
export type Handlers = Record<string, Handler | { words: string; foot?: number | undefined; run: Handler } | undefined>;

/** A key that does something now. */
export interface Usable {
  key: Key;
  words: string;
  /** Its rank in the footer, where it stands there. */
  foot: number | undefined;
  run: Handler;
  /** Where the focus must be for the key itself to work; a click on its words works anyway. */
  inside: (() => HTMLElement | undefined) | undefined;
}

interface Answering {
  scope: Scope;
  handlers: () => Handlers;
  inside: (() => HTMLElement | undefined) | undefined;
}

let answering = $state.raw<readonly Answering[]>([]);

/** Answers to a scope's keys while the calling component lives. With `inside`, the keys work only
 * while the focus is in that element. */
export function answer(
  scope: Scope,
  handlers: () => Handlers,
  inside?: () => HTMLElement | undefined,
): void {
  onMount(() => {
    const entry = { scope, handlers, inside };
    answering = [...answering, entry];
    return () => {
      answering = answering.filter((other) => other !== entry);
    };
  });
}

/** Every key that does something now, in the order of the table. */
export function usable(): Usable[] {
  const now = answering.map((entry) => ({ ...entry, can: entry.handlers() }));
  const found = KEYS.flatMap((key) => {
    const able = now.filter(({ scope, can }) => scope === key.scope && can[key.act]);
    // Of several the one in which the focus is, else the newest.
    const entry = able.findLast(({ inside }) => inside?.()?.contains(document.activeElement)) ?? able.at(-1);
    const handler = entry?.can[key.act];
    if (!entry || !handler) return [];
    const own = typeof handler === "function" ? { run: handler } : handler;
    return [{ key, words: key.words, foot: key.foot, inside: entry.inside, ...own }];
  });
  // A screen's own meaning of a chord hides the one that it has everywhere.
  const isHidden = ({ key }: Usable) =>
    key.scope === "anywhere" &&
    found.some((other) => other.key.scope !== "anywhere" && other.key.chord === key.chord);
  return found.filter((one) => !isHidden(one));
}

/** Does what a key of this name would do now, if anything. */
export function press(act: string): void {
  usable().find(({ key }) => key.act === act)?.run("");
}

/** Does what a key event names, if anything. Repeats and composition do nothing. */
export function hear(event: KeyboardEvent): void {
  // WebKit ends a composition with an event that says 229 and no longer that it composes.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  // An open dialog has every key to itself, but for those of the whole window.
  const inDialog = document.querySelector("dialog[open]") !== null;
  if (event.key === "Escape" && !inDialog && isText(document.activeElement)) return leaveField(event);
  const target = event.target instanceof Node ? event.target : null;
  const found = usable().find(
    ({ key, inside }) =>
      (key.inDialogs || !inDialog) &&
      works(key.chord) &&
      means(event, key) &&
      (!inside || inside()?.contains(target)),
  );
  if (!found) return;
  event.preventDefault();
  if (!event.repeat) found.run(digitOf(event) ?? "");
}

/** Whether a chord is not switched off. */
export function works(chord: string): boolean {
  return chord !== "" && (chosen.letters || !isCharacter(chord));
}

/** Out of a field first, so that what was typed is not left by one key. */
function leaveField(event: KeyboardEvent): void {
  event.preventDefault();
  // Where the place in the text stays selected, the next letter is typed there all the same.
  if ((document.activeElement as HTMLElement | null)?.isContentEditable) getSelection()?.removeAllRanges();
  focusMatter();
}
