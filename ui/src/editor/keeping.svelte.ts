// Drafts: what is typed into a runbook is on disk while it is typed; leaving, closing and quitting ask
// for the last of it at once.
import { backend } from "../backend";
import { clock } from "../clock.svelte";
import { Typing } from "../typing.svelte";

/** Keeps what is typed into one runbook, as the draft of a desk of its own: nobody else's is written
 * over. */
export class Keeping extends Typing {
  /** When the newest draft was kept, as the record's clock has it. */
  at = $state<string>();
  /** Whether the text that went last is the saved one: then there is no draft. */
  isSaved = $state(false);
  readonly #desk = crypto.randomUUID();
  /** The draft that it goes on from, by its hash: that goes once this one is there. */
  #over: string | null;

  constructor(
    readonly id: string,
    /** The revision that is being changed; null while the runbook was never saved. */
    public base: string | null,
    /** Whether this is the text of the base. */
    readonly isTheSame: (text: string) => boolean = () => false,
    over: string | null = null,
  ) {
    super((text) => this.#keep(text));
    this.#over = over;
  }

  /** Nothing is kept any more: the text was thrown away. */
  drop(): Promise<void> {
    return this.instead(async () => {
      await backend.drop({ id: this.id, desk: this.#desk, over: this.#over });
      this.at = undefined;
    });
  }

  /** Saves the text; what is typed meanwhile is kept upon the new revision. */
  save<T extends { revision: string }>(send: (desk: string) => Promise<T>): Promise<T> {
    return this.instead(async () => {
      const saved = await send(this.#desk);
      this.base = saved.revision;
      this.at = undefined;
      return saved;
    });
  }

  async #keep(text: string): Promise<void> {
    if (this.isTheSame(text)) {
      await backend.drop({ id: this.id, desk: this.#desk, over: this.#over });
      this.#over = null;
      this.at = undefined;
      this.isSaved = true;
      return;
    }
    await backend.typed({ id: this.id, desk: this.#desk, text, base: this.base, over: this.#over });
    this.#over = null;
    this.at = `${new Date(clock.now).toISOString().slice(11, 19)}Z`;
  }
}
