// What the record holds of a query: asked for when typing pauses, and again while it is being read.
import { asEdgeError, backend, type EdgeError } from "../backend";
import type { Hit } from "../wire";

const PAUSE = 90;
const READING = 250;
/** A single letter is in everything. */
const SHORTEST = 2;

export class Searching {
  hits = $state.raw<Hit[]>([]);
  /** How many documents and incidents are still to be read. */
  behind = $state(0);
  /** What is said of a query that was too long. */
  cut = $state<string | null>(null);
  trouble = $state.raw<EdgeError>();
  /** Whether what is shown is the answer to what was typed. */
  isAnswered = $state(true);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  ask(query: string): void {
    const asked = ++this.#asked;
    clearTimeout(this.#timer);
    const wanted = query.trim().length >= SHORTEST ? query : "";
    this.isAnswered = wanted === "";
    if (wanted === "") this.hits = [];
    // An empty query finds nothing, but reads what is new: the first word is then found at once.
    this.#timer = setTimeout(() => void this.#answer(wanted, asked), PAUSE);
  }

  stop(): void {
    this.#asked++;
    clearTimeout(this.#timer);
  }

  async #answer(query: string, asked: number): Promise<void> {
    try {
      const { hits, behind, cut } = await backend.view({ view: "search", query });
      if (asked !== this.#asked) return;
      [this.hits, this.behind, this.trouble, this.isAnswered] = [hits, behind, undefined, true];
      this.cut = cut;
      if (behind > 0) this.#timer = setTimeout(() => void this.#answer(query, asked), READING);
    } catch (thrown) {
      if (asked === this.#asked) [this.hits, this.trouble, this.isAnswered] = [[], asEdgeError(thrown), true];
    }
  }
}
