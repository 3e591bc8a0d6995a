// The window closes: the shell holds it until this has answered. What was typed goes to the disk first,
// and what is being recorded or saved is waited for; where that fails, or takes long, the person is asked.
import { asEdgeError, backend, type EdgeError } from "./backend";
import { record } from "./record.svelte";
import { underWay } from "./underway";

/** Somebody who holds typed text that is not on disk yet. */
export interface Holding {
  /** All of it is on disk when this returns, or `trouble` says why not. */
  flush(): Promise<void>;
  readonly trouble: EdgeError | undefined;
  /** The text itself. */
  unkept(): string;
}

/** Why the window did not close: what is not on disk, and what is wrong. */
export interface Question {
  /** Typed text is in this window alone. */
  hasText: boolean;
  /** So many acts are not recorded; they are written down for the next window. */
  acts: number;
  /** A save, an export or an import is still running. */
  isSaving: boolean;
  error: EdgeError;
}

/** How long the disk may take before somebody is asked; the shell waits longer than this. */
const PATIENCE_MS = 1000;

const SLOW: EdgeError = {
  kind: "slow",
  message: "The store hasn't answered yet. What was saved before is safe.",
  hint: "Another program may be using the store. Wait a moment, then try again.",
};

const holding = new Set<Holding>();
let asked = $state.raw<Question>();

export const closing = {
  /** Why the window did not close: somebody has to say what becomes of what is not on disk. */
  get asked(): Question | undefined {
    return asked;
  },
  /** Something was typed. */
  holds(one: Holding): void {
    holding.add(one);
  },
  /** All of it is on disk, or nobody wants it. */
  lets(one: Holding): void {
    holding.delete(one);
  },
  /** The window is to be closed. */
  async begin(): Promise<void> {
    asked = await keepAll();
    // A question that is open already is answered first: what it is about is not recorded yet.
    await backend.closing(asked || record.question ? "stay" : "go").catch(() => undefined);
  },
  /** The window closes, whatever is not on disk. */
  async anyway(): Promise<void> {
    record.writeDown();
    await backend.closing("go").catch((thrown: unknown) => {
      if (asked) asked = { ...asked, error: asEdgeError(thrown) };
    });
  },
  /** The window stays. */
  stay(): void {
    asked = undefined;
  },
  /** The text that is not on disk, to be carried away. */
  words(): string {
    return [...holding].map((one) => one.unkept()).join("\n\n");
  },
};

/** Why acts are not saved; nothing where the store has not said so. */
const reason = (): EdgeError | undefined => record.trouble ?? record.stuck[0]?.error;

/** What is not on disk, and why; nothing where all of it is. */
async function keepAll(): Promise<Question | undefined> {
  record.writeDown();
  const texts = [...holding].map((one) => one.flush());
  const all = Promise.all([record.settled(), underWay.settled(), ...texts]);
  await Promise.race([all.catch(() => undefined), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  const [first] = holding;
  const [hasText, acts, isSaving] = [first !== undefined, record.unsaved, underWay.count > 0];
  if (!hasText && acts === 0 && !isSaving) return undefined;
  return { hasText, acts, isSaving, error: first?.trouble ?? (hasText ? undefined : reason()) ?? SLOW };
}
