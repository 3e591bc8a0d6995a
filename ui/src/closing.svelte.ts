// The window closes: the shell holds it until this has answered. What was typed goes to the disk first;
// where that fails, or takes long, the person is asked.
import { asEdgeError, backend, type EdgeError } from "./backend";
import { record } from "./record.svelte";

/** Somebody who holds typed text that is not on disk yet. */
export interface Holding {
  /** All of it is on disk when this returns, or `trouble` says why not. */
  flush(): Promise<void>;
  readonly trouble: EdgeError | undefined;
  /** The text itself. */
  unkept(): string;
}

/** How long the disk may take before somebody is asked; the shell waits longer than this. */
const PATIENCE_MS = 1000;

const SLOW: EdgeError = {
  kind: "slow",
  message: "The store has not taken them yet.",
  hint: "What was kept before is safe. Another program may hold the store: wait a moment and try again.",
};

const holding = new Set<Holding>();
let asked = $state.raw<EdgeError>();

export const closing = {
  /** Why the window did not close: somebody has to say what becomes of the last words. */
  get asked(): EdgeError | undefined {
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
    await backend.closing("go").catch((thrown: unknown) => (asked = asEdgeError(thrown)));
  },
  /** The window stays. */
  stay(): void {
    asked = undefined;
  },
  /** The last words, to be carried away. */
  words(): string {
    return [...holding].map((one) => one.unkept()).join("\n\n");
  },
};

/** Why something is not on disk; nothing where all of it is. */
async function keepAll(): Promise<EdgeError | undefined> {
  const all = Promise.all([record.settled(), ...[...holding].map((one) => one.flush())]);
  await Promise.race([all.catch(() => undefined), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  const [first] = holding;
  return first && (first.trouble ?? SLOW);
}
