// What somebody typed and has not recorded yet: it waits where it was left, however often a screen
// is left and come back to, whatever is drawn anew meanwhile, and however the window ends.
import { untrack } from "svelte";

import { backend } from "./backend";
import { Typing } from "./typing.svelte";

const forms = new Map<string, { fields: object; stop: () => void }>();
/** One for each name, also where a form is begun anew: what was typed last is the last on disk. */
const typings = new Map<string, Typing>();
/** What an earlier window left on disk. */
let left: Record<string, string> = {};
let asked: Promise<void> | undefined;

/** Reads what was left; every page with a form comes after this. */
export function takeUp(): Promise<void> {
  asked ??= backend.forms().then(
    (found) => void (left = found),
    () => void (asked = undefined),
  );
  return asked;
}

/** The form of this name; blank where nothing was left in it. */
export function kept<T extends object>(name: string, blank: T): T {
  const there = forms.get(name);
  if (there) return there.fields as T;
  const empty = JSON.stringify(blank);
  // A form of an earlier Kneeboard may lack what this one has.
  const fields = $state({ ...blank, ...read<T>(name) });
  let before = untrack(() => JSON.stringify(fields));
  const stop = $effect.root(() => {
    $effect(() => {
      const text = JSON.stringify(fields);
      if (text !== before) typingOf(name).changed(() => (text === empty ? "" : text));
      before = text;
    });
  });
  forms.set(name, { fields, stop });
  return fields;
}

/** The next one that asks for this form gets a blank one. */
export function forget(name: string): void {
  forms.get(name)?.stop();
  forms.delete(name);
  delete left[name];
  // What cannot be let go now is there again at the next start: nothing that was typed is lost by that.
  void typingOf(name).instead(() => backend.form({ name, text: null })).catch(() => undefined);
}

function typingOf(name: string): Typing {
  const there = typings.get(name);
  const typing = there ?? new Typing((text) => backend.form({ name, text: text === "" ? null : text }));
  if (!there) typings.set(name, typing);
  return typing;
}

function read<T>(name: string): Partial<T> {
  try {
    return JSON.parse(left[name] ?? "{}") as Partial<T>;
  } catch {
    return {};
  }
}
