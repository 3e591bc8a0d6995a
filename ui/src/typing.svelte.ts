// What is typed goes to the disk while it is typed: a text as soon as the one before is there, a breath
// later at most. It goes one after the other, so that no older text ever comes after a newer one.
import { asEdgeError, type EdgeError } from "./backend";
import { closing, type Holding } from "./closing.svelte";

/** Between two texts on their way, so that a fast typist does not rewrite the file ten times a second. */
const BREATH_MS = 200;
/** Until a text that the store did not take is offered again. */
const AGAIN_MS = 2000;

export class Typing implements Holding {
  trouble = $state.raw<EdgeError>();
  /** What changed since the last text went; read when it goes. */
  #wanted: (() => string) | undefined;
  #send: (text: string) => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #underWay = 0;
  #breath: ReturnType<typeof setTimeout> | undefined;

  /** `send` returns once the text is on disk. */
  constructor(send: (text: string) => Promise<void>) {
    this.#send = send;
  }

  /** The text has changed; it is read when it goes. */
  changed(read: () => string): void {
    this.#wanted = read;
    closing.holds(this);
    this.#goOn();
  }

  /** Everything typed is on disk when this returns, or `trouble` says why not. */
  flush(): Promise<void> {
    // Read now: when its turn comes the field may be gone.
    if (this.#wanted) this.#hold(this.#wanted());
    return this.#inTurn(() => this.#keep());
  }

  /** What is not on disk yet. */
  unkept(): string {
    return this.#wanted?.() ?? "";
  }

  /** Does what takes the place of what was typed before: saves it, or throws it away. Nothing goes
   * meanwhile, so that no draft comes after what became of it. Where it fails, it is still wanted. */
  instead<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const before = this.#wanted;
      this.#wanted = undefined;
      // Until it is done, a closing waits for it.
      closing.holds(this);
      try {
        const done = await work();
        this.trouble = undefined;
        return done;
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
      await this.#send(text);
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
}
