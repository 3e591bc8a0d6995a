// What is chosen for every screen. It comes with the store's view, for which the first frame waits
// anyway, and is kept in the store's settings like the others.
import { asEdgeError, backend, type StoreView } from "./backend";
import { record } from "./record.svelte";

type Chosen = Pick<StoreView, "letters" | "beside">;

/** What the store had when it was read last. */
let kept: Chosen = { letters: "on", beside: "preview" };
let letters = $state(kept.letters);
let beside = $state(kept.beside);

export const chosen = {
  /** Whether keys of a single character do something. */
  get letters(): boolean {
    return letters === "on";
  },
  /** What stands beside a text in the editor. */
  get beside(): Chosen["beside"] {
    return beside;
  },
  /** Takes on what changed in the store: a choice that it did not take holds in this window. */
  take(fresh: Chosen): void {
    if (fresh.letters !== kept.letters) letters = fresh.letters;
    if (fresh.beside !== kept.beside) beside = fresh.beside;
    kept = fresh;
  },
  switchLetters: (on: boolean): Promise<void> => keep({ letters: (letters = on ? "on" : "off") }),
  putBeside: (part: Chosen["beside"]): Promise<void> => keep({ beside: (beside = part) }),
};

async function keep(choice: Partial<Chosen>): Promise<void> {
  try {
    await backend.set(choice);
  } catch (thrown) {
    record.warn(`It holds until the window closes, and is not kept. ${asEdgeError(thrown).message}`);
  }
}
