// Drafts: what was typed is on disk while it is typed. A text goes as soon as the one before is kept,
// a breath later at most; leaving, closing and quitting ask for the last one at once. What goes to the
// store goes one after the other, so that no older text ever comes after a newer one.
import { asEdgeError, backend, type EdgeError } from "../backend";
import { clock } from "../clock.svelte";
import { closing, type Holding } from "../closing.svelte";

/** Between two texts on their way, so that a fast typist does not rewrite the file ten times a second. */
const BREATH_MS = 200;
/** Until a text that the store did not take is offered again. */
const AGAIN_MS = 2000;

/** Keeps what is typed into one runbook, as the draft of a desk of its own: nobody else's is written
 * over. */
export class Keeping implements Holding {
  /** When the newest draft was kept, as the record's clock has it. */
  at = $state<string>();
  trouble = $state.raw<EdgeError>();
  /** What changed since the last text went; read when it goes. */
  #wanted: (() => string) | undefined;
  readonly desk = crypto.randomUUID();
  #last: Promise<unknown> = Promise.resolve();
  #underWay = 0;
  #breath: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    /** The revision that is being changed; null while the runbook was never saved. */
    public base: string | null,
    /** The draft that it goes on from, by its hash: that goes once this one is there. */
    private over: string | null = null,
  ) {}

  /** The text has changed; it is read when it goes. */
  changed(read: () => string): void {
    this.#wanted = read;
    closing.holds(this);
    this.#goOn();
  }

  /** Everything typed is on disk when this returns, or `trouble` says why not. */
  flush(): Promise<void> {
    // Read now: when its turn comes the editor may be gone.
    if (this.#wanted) this.#hold(this.#wanted());
    return this.#inTurn(() => this.#keep());
  }

  /** What is not on disk yet. */
  unkept(): string {
    return this.#wanted?.() ?? "";
  }

  /** Nothing is kept any more: the text was thrown away. */
  drop(): Promise<void> {
    return this.#inTurn(async () => {
      // Also what the store refused before, and would be offered again.
      this.#forget();
      await backend.drop({ id: this.id, desk: this.desk, over: this.over });
      this.at = undefined;
      this.trouble = undefined;
    });
  }

  /** Saves the text: no draft is on its way meanwhile, so that none comes after the save that it
   * became. What is typed meanwhile is kept upon the new revision. */
  save<T extends { revision: string }>(send: (desk: string) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const before = this.#wanted;
      this.#wanted = undefined;
      // Until it is said to be saved, a closing waits for it.
      closing.holds(this);
      try {
        const saved = await send(this.desk);
        this.base = saved.revision;
        this.at = undefined;
        this.trouble = undefined;
        return saved;
      } catch (thrown) {
        this.#wanted ??= before;
        throw thrown;
      } finally {
        if (!this.#wanted) closing.lets(this);
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    const done = this.#last.then(work).finally(() => {
      this.#underWay -= 1;
      this.#goOn();
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Keeps what is wanted, unless something is under way or it is too early: then that goes on. */
  #goOn(): void {
    if (this.#wanted && this.#underWay === 0 && this.#breath === undefined) void this.#inTurn(() => this.#keep());
  }

  async #keep(): Promise<void> {
    if (!this.#wanted) return;
    const text = this.#wanted().toWellFormed();
    this.#wanted = undefined;
    try {
      await backend.typed({ id: this.id, desk: this.desk, text, base: this.base, over: this.over });
      this.over = null;
      this.at = `${new Date(clock.now).toISOString().slice(11, 19)}Z`;
      this.trouble = undefined;
      this.#rest(BREATH_MS);
      if (!this.#wanted) closing.lets(this);
    } catch (thrown) {
      this.trouble = asEdgeError(thrown);
      this.#rest(AGAIN_MS);
      if (!this.#wanted) this.#hold(text);
    }
  }

  #rest(pause: number): void {
    clearTimeout(this.#breath);
    this.#breath = setTimeout(() => {
      this.#breath = undefined;
      this.#goOn();
    }, pause);
  }

  #hold(text: string): void {
    this.#wanted = () => text;
  }

  #forget(): void {
    this.#wanted = undefined;
    closing.lets(this);
  }
}
