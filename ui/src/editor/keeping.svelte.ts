// Drafts: what was typed is on disk while it is typed. A text goes as soon as the one before is kept,
// a breath later at most; leaving, closing and quitting ask for the last one at once.
import { asEdgeError, backend, type EdgeError } from "../backend";
import { clock } from "../clock.svelte";

/** Between two texts on their way, so that a fast typist does not rewrite the file ten times a second. */
const BREATH_MS = 200;
/** Until a text that the store did not take is offered again. */
const AGAIN_MS = 2000;

/** Keeps what is typed into one runbook. */
export class Keeping {
  /** When the newest draft was kept, as the record's clock has it. */
  at = $state<string>();
  trouble = $state.raw<EdgeError>();
  #wanted: (() => string) | undefined;
  #underWay: Promise<void> | undefined;
  #breath: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    /** The revision that is being changed; null while the runbook was never saved. */
    public base: string | null,
  ) {}

  /** The text has changed; it is read when it goes. */
  changed(read: () => string): void {
    this.#wanted = read;
    if (!this.#underWay && this.#breath === undefined) void this.#send();
  }

  /** Everything typed is on disk when this returns, or `trouble` says why not. */
  async flush(): Promise<void> {
    clearTimeout(this.#breath);
    this.#breath = undefined;
    await this.#underWay;
    if (this.#wanted) await this.#send();
  }

  /** Nothing is kept any more: the text was saved, or thrown away. */
  async drop(): Promise<void> {
    this.#wanted = undefined;
    clearTimeout(this.#breath);
    this.#breath = undefined;
    await this.#underWay;
    this.at = undefined;
    await backend.draft({ id: this.id, text: null, base: null });
  }

  /** The text is a revision now, and its draft went with that. */
  saved(revision: string): void {
    this.base = revision;
    this.at = undefined;
    this.trouble = undefined;
  }

  #send(): Promise<void> {
    const read = this.#wanted;
    this.#wanted = undefined;
    if (!read) return Promise.resolve();
    const text = read().toWellFormed();
    const sent = this.#keep(text, read).finally(() => {
      this.#underWay = undefined;
    });
    this.#underWay = sent;
    return sent;
  }

  async #keep(text: string, read: () => string): Promise<void> {
    let pause = BREATH_MS;
    try {
      await backend.draft({ id: this.id, text, base: this.base });
      this.at = `${new Date(clock.now).toISOString().slice(11, 19)}Z`;
      this.trouble = undefined;
    } catch (thrown) {
      this.trouble = asEdgeError(thrown);
      this.#wanted ??= read;
      pause = AGAIN_MS;
    }
    this.#breath = setTimeout(() => {
      this.#breath = undefined;
      void this.#send();
    }, pause);
  }
}
