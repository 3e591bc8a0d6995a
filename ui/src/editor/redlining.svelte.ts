// The redlines of a runbook that is being written: where their steps stand, and which of them the text
// has taken over. What was taken is answered by the save, and only if it is still in the text then.
import { asEdgeError, backend, type EdgeError } from "../backend";
import { record } from "../record.svelte";
import { refreshAll } from "../showing.svelte";
import type { Edit, RedlinesView, RedlineView, Remark } from "../wire";

interface Source {
  take: (edit: Edit, redline: string) => boolean;
  taken: () => string[];
  letGo: (redline: string) => void;
}

const NONE: RedlinesView = { open: [], answered: [] };

export class Redlining {
  view = $state.raw<RedlinesView>(NONE);
  /** The open ones that the text has taken over, as it was last looked at. */
  taken = $state.raw<readonly string[]>([]);
  /** What was put into the text, by redline: it may be moved about as a whole. */
  #put = new Map<string, string>();

  constructor(
    readonly source: () => Source | undefined,
    /** The text that was saved last. */
    readonly saved: () => string,
  ) {}

  /** What was marked, whoever asks for the places of its steps. */
  get remarks(): Remark[] {
    return this.view.open.flatMap(({ step, redlines }) =>
      redlines.map(({ id, words }) => ({ redline: id, step, words })),
    );
  }

  get count(): number {
    return this.#open.length;
  }

  /** The text as it is now; a draft of an earlier window may have taken something over, too. */
  look(text: string): void {
    if (this.count > 0) this.taken = this.claims(text);
  }

  take(edit: Edit, { id, words }: RedlineView): void {
    if (!this.source()?.take(edit, id)) return record.say("The text has moved on: try once more.");
    this.#put.set(id, words ?? "");
    record.say("Taken over. The next save answers it; Ctrl Z takes it out again.");
  }

  /** What a save of this text answers. */
  claims(text: string): string[] {
    const marked = this.source()?.taken() ?? [];
    const before = this.saved();
    const isPut = ({ id, words }: RedlineView) => {
      const put = this.#put.get(id) ?? words?.split(/\s+/).join(" ").trim() ?? "";
      return put !== "" && text.includes(put) && !before.includes(put);
    };
    return this.#open.filter((one) => marked.includes(one.id) || isPut(one)).map(({ id }) => id);
  }

  async setAside(redline: string, reason: string): Promise<EdgeError | undefined> {
    return this.#answer(() => backend.setRedlineAside(redline, reason), "Set aside. It stands under Answered.");
  }

  async takeUp(redline: string): Promise<void> {
    this.source()?.letGo(redline);
    this.#put.delete(redline);
    const error = await this.#answer(() => backend.takeRedlineUp(redline), "Open again.");
    if (error) record.warn(`${error.message} ${error.hint ?? ""}`);
  }

  async #answer(send: () => Promise<unknown>, words: string): Promise<EdgeError | undefined> {
    try {
      await send();
      record.say(words);
      await refreshAll();
      return undefined;
    } catch (thrown) {
      return asEdgeError(thrown);
    }
  }

  get #open(): RedlineView[] {
    return this.view.open.flatMap(({ redlines }) => redlines);
  }
}
