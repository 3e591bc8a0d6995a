// A runbook's text while it is written: kept as a draft, looked at by the rules, saved with a reason;
// and where somebody saved meanwhile, met with their text before anything is stored.
import { tick } from "svelte";

import { asEdgeError, backend, type EdgeError } from "../backend";
import { record } from "../record.svelte";
import { refreshAll } from "../showing.svelte";
import type { DraftView, EditView, LintFinding, MergeView } from "../wire";
import { settle } from "./choices";
import { Keeping } from "./keeping.svelte";
import { Looking } from "./looking.svelte";
import type { Redlining } from "./redlining.svelte";

/** The editor, while it stands on the screen. */
interface Source {
  focus: () => void;
  read: () => string;
  look: () => { text: string; line: number; show: (findings: readonly LintFinding[]) => void };
  findingHere: (rule?: string) => { n: number } | undefined;
}

export class Writing {
  readonly keeping: Keeping;
  readonly looking: Looking;
  /** What the editor begins with. */
  text = $state.raw("");
  #isTyped = $state(false);
  /** The text that is upon its base, where that is known. */
  #saved: string | undefined;
  /** The cursor's line, and the number of the finding that it is at. */
  line = $state(1);
  at = $state<number>();
  /** What somebody saved meanwhile, beside this text; and what the two became. */
  merging = $state.raw<MergeView>();
  merged = $state<string>();
  /** The reason that was given, for when it has to be given again. */
  reason = $state("");

  constructor(
    readonly id: string,
    view: EditView,
    draft: DraftView | null,
    readonly source: () => Source | undefined,
    readonly redlining: Redlining,
  ) {
    const base = draft ? draft.base : view.revision;
    if (base !== null && base === view.revision) this.#saved = view.text;
    this.keeping = new Keeping(id, base, (text) => text === this.#saved, draft?.hash);
    this.looking = new Looking(id, view.by);
    this.#isTyped = draft !== null;
    this.#open(draft?.text ?? view.text);
  }

  /** Whether the text is another one than was saved, as far as it was looked at. */
  get isChanged(): boolean {
    return this.#isTyped && !this.keeping.isSaved;
  }

  /** The text has changed: it is read when it is wanted. */
  changed(): void {
    this.#isTyped = true;
    this.keeping.isSaved = false;
    // Of this editor: when the text is read another one may stand here, or none.
    const from = this.source();
    if (from) this.keeping.changed(() => from.read());
    this.look();
  }

  /** The text, or what is marked in it, is to be looked at anew. */
  look(): void {
    this.looking.changed(() => this.#seen());
  }

  moved(to: number): void {
    this.line = to;
    this.at = this.source()?.findingHere()?.n;
    if (!this.looking.hasDrawn(to)) this.look();
  }

  /** Makes a revision of the text; gives why not, where it was not to be. */
  async save(reason: string): Promise<EdgeError | undefined> {
    this.reason = reason;
    await this.keeping.flush();
    const text = this.merged ?? this.source()?.read() ?? this.text;
    const base = this.merging?.base ?? this.keeping.base;
    const change = { id: this.id, text, base, merged: this.merging?.merged ?? null, reason, taken: this.redlining.claims(text) };
    try {
      const saved = await this.keeping.save((desk) => backend.saveRunbook({ ...change, desk }));
      this.#isTyped = false;
      this.#saved = text;
      record.say(saved.new ? `Saved as version ${saved.n}.` : `Nothing was changed since version ${saved.n}.`);
      if (this.merging) {
        settle(this.id);
        this.leaveMerge(text);
      }
      await refreshAll();
      return undefined;
    } catch (thrown) {
      const error = asEdgeError(thrown);
      return error.kind === "moved" && base !== null ? this.#meet(base, text) : error;
    }
  }

  /** Back to the editor, with this text in it. */
  leaveMerge(text: string = this.text): void {
    this.merging = undefined;
    this.merged = undefined;
    this.#open(text);
  }

  #open(text: string): void {
    this.text = text;
    void tick().then(() => {
      this.look();
      this.source()?.focus();
    });
  }

  #seen() {
    const look = this.source()?.look();
    if (!look) return { text: "", line: 1, show: () => undefined };
    this.redlining.look(look.text);
    // What was the third of the list may be the fourth of this one.
    const show = (findings: readonly LintFinding[]) => {
      const rule = this.looking.view?.findings[this.at ?? -1]?.rule;
      look.show(findings);
      this.at = this.source()?.findingHere(rule)?.n;
    };
    return { ...look, show };
  }

  /** Somebody saved meanwhile: both texts are put together before anything is stored. */
  async #meet(base: string, text: string): Promise<EdgeError | undefined> {
    try {
      const found = await backend.view({ view: "merge", id: this.id, base, text });
      if (this.merging) {
        record.warn("Somebody saved once more, so nothing was stored. What you put together meets their text now.");
      }
      this.text = text;
      this.merging = found ?? undefined;
      this.merged = undefined;
      return undefined;
    } catch (thrown) {
      return asEdgeError(thrown);
    }
  }
}
