// What is typed into the form of a card and not saved yet: it stays, whatever others save meanwhile.
import { untrack } from "svelte";

import { asEdgeError, backend, type EdgeError } from "../backend";
import { forget, kept } from "../kept.svelte";
import { record } from "../record.svelte";
import { refreshAll } from "../showing.svelte";
import type { CardView } from "../wire";

/** What was typed, what stood in each field before, and the revision it was typed upon. */
interface Typed {
  base: string;
  fields: Record<string, { from: string; to: string }>;
}

export class Filling {
  error = $state.raw<EdgeError>();
  #card: () => CardView;
  #name: string;
  #typed: Typed = $state({ base: "", fields: {} });

  /** What the card has in its fields. */
  readonly #values = $derived.by(() => {
    const fields = this.#card().groups.flatMap(({ fields }) => fields);
    return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
  });
  /** How many fields are not saved. */
  readonly count = $derived.by(() => Object.keys(this.#typed.fields).length);
  /** Fields that somebody else made something else of since they were typed into. */
  readonly overtaken = $derived.by(() =>
    Object.entries(this.#typed.fields).flatMap(([key, { from, to }]) => {
      const now = this.#values[key] ?? "";
      return now !== from && now !== to ? [key] : [];
    }),
  );

  /** Of one card, whatever becomes of it. */
  constructor(card: () => CardView) {
    this.#card = card;
    this.#name = untrack(() => `card ${card().id}`);
    this.#typed = untrack(() => this.#blank());
  }

  /** What stands in a field: what was typed, else what the card has. */
  shown(key: string): string {
    return this.#typed.fields[key]?.to ?? this.#values[key] ?? "";
  }

  change(key: string, to: string): void {
    const value = this.#values[key] ?? "";
    if (this.count === 0) this.#typed.base = this.#card().revision;
    if (to === value) delete this.#typed.fields[key];
    else this.#typed.fields[key] = { from: this.#typed.fields[key]?.from ?? value, to };
  }

  putBack(): void {
    forget(this.#name);
    [this.#typed, this.error] = [this.#blank(), undefined];
  }

  takeTheirs(): void {
    for (const key of this.overtaken) delete this.#typed.fields[key];
    [this.#typed.base, this.error] = [this.#card().revision, undefined];
  }

  /** Saves what was changed; refused where somebody made something else of the same field. */
  save = (): Promise<void> => this.#keep(this.#typed.base);
  /** The same over what others made of it. */
  saveMine = (): Promise<void> => this.#keep(this.#card().revision);

  async #keep(base: string): Promise<void> {
    this.error = undefined;
    const { id, name } = this.#card();
    const sent = Object.fromEntries(Object.entries(this.#typed.fields).map(([key, { to }]) => [key, to]));
    try {
      const saved = await backend.save(id, sent, { base });
      // What was typed meanwhile is not saved yet.
      for (const [key, to] of Object.entries(sent)) if (this.#typed.fields[key]?.to === to) delete this.#typed.fields[key];
      this.#typed.base = saved.revision;
      await refreshAll();
      record.say(`${name} is saved.`);
    } catch (thrown) {
      this.error = asEdgeError(thrown);
      // What others saved is shown beside what was typed.
      if (this.error.kind === "moved") await refreshAll();
    }
  }

  #blank(): Typed {
    return kept(this.#name, { base: this.#card().revision, fields: {} });
  }
}
