// The views that are on the screen: asked for whole, replaced whole, never changed here.
import { onMount, tick, untrack } from "svelte";

import { asEdgeError, backend, type EdgeError, type RequestFor, type ViewName, type ViewOf } from "./backend";
import { findFocus } from "./focus";

/** Between two parts of a long answer others have their turn. */
const BREATH_MS = 30;

type Headed = Exclude<ViewName, "start" | "update" | "merge" | "import_merge" | "lint">;

/** One view on the screen. `view` is absent until the first answer. */
export class Showing<N extends Headed> {
  view = $state.raw<ViewOf<N>>();
  trouble = $state.raw<EdgeError>();
  #request: () => RequestFor<N>;
  #asked = 0;
  #latest: Promise<void> = Promise.resolve();
  /** Whether what is shown is of another store. */
  #isOfAnother = false;

  get isShown(): boolean {
    return shown.has(this as unknown as Showing<Headed>);
  }

  constructor(request: () => RequestFor<N>) {
    this.#request = request;
  }

  /** Asks again. An answer that was overtaken, or is older than what is shown, is dropped; then
   * this returns with the one that overtook it, so that whoever waits sees what they recorded. */
  refresh(): Promise<void> {
    this.#latest = this.#ask(++this.#asked);
    return this.#latest;
  }

  /** Another store took the place of this one: its answer is shown, whatever its head. */
  startOver(): void {
    this.#isOfAnother = true;
  }

  /** Returns once what was asked for last has come, or could not. */
  async settled(): Promise<void> {
    await tick();
    await this.#latest;
  }

  async #ask(asked: number): Promise<void> {
    try {
      const fresh = await backend.view(this.#request());
      if (asked !== this.#asked) return await this.#latest;
      this.trouble = undefined;
      if (!this.view || this.#isOfAnother || fresh.head >= this.view.head) this.view = fresh;
      this.#isOfAnother = false;
      // A library of thousands is read by parts: what is there is shown, the rest is asked for.
      const isWhole = !("behind" in fresh) || fresh.behind === 0;
      if (!isWhole && this.isShown) setTimeout(() => void this.refresh(), BREATH_MS);
    } catch (thrown) {
      if (asked !== this.#asked) return this.#latest;
      this.trouble = asEdgeError(thrown);
    }
  }
}

const shown = new Set<Showing<Headed>>();

/** Shows a view while the calling component lives, and asks again when the request changes. */
export function show<N extends Headed>(request: () => RequestFor<N>): Showing<N> {
  const showing = new Showing(request);
  onMount(() => {
    const entry = showing as unknown as Showing<Headed>;
    shown.add(entry);
    return () => void shown.delete(entry);
  });
  $effect(() => {
    request();
    untrack(() => void showing.refresh().then(markHead));
  });
  return showing;
}

/** Asks for every view on the screen again; returns when they are drawn. */
export async function refreshAll(): Promise<void> {
  await Promise.all([...shown].map((showing) => showing.refresh()));
  await markHead();
  findFocus();
}

/** Asks for every view of another store, which may be an older one. */
export function startOver(): Promise<void> {
  for (const showing of shown) showing.startOver();
  return refreshAll();
}

/** Writes on the document which change of the record is on the screen, once it is. */
async function markHead(): Promise<void> {
  await tick();
  const all = [...shown];
  const trouble = all.find((showing) => showing.trouble)?.trouble;
  const heads = all.map((showing) => showing.view?.head);
  if (trouble) document.documentElement.dataset.head = trouble.kind;
  else if (heads.length > 0 && heads.every((head) => head !== undefined)) {
    document.documentElement.dataset.head = String(Math.min(...heads));
  }
}
