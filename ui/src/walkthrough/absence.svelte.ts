// How long nobody has done anything here: it says where one was when one comes back.
import { onMount, untrack } from "svelte";

import { clock } from "../clock.svelte";
import type { WalkView } from "../wire";

const SHORT_MS = 60_000;
/** A press is over by then: what it says makes room for itself, and must not move what is pressed. */
const PRESS_MS = 400;

/** Make it while a component comes to be: it listens as long as that component lives. */
export class Absence {
  /** Whole minutes that the last absence lasted. */
  minutes = $state(0);
  /** Whether somebody held here and nothing was recorded since. */
  isHolding = $state(false);
  #isBack = $state(false);
  #lastAt: number | undefined;
  #lastEntry: string | undefined;
  #coming: ReturnType<typeof setTimeout> | undefined;

  constructor(view: () => WalkView | undefined) {
    $effect(() => {
      const walk = view();
      if (walk) untrack(() => this.#recorded(walk));
    });
    onMount(() => {
      const came = () => {
        if (this.#came()) this.#coming = setTimeout(() => (this.#isBack = true), PRESS_MS);
      };
      const HOW = ["keydown", "pointerdown", "focus"] as const;
      for (const how of HOW) window.addEventListener(how, came, true);
      return () => {
        clearTimeout(this.#coming);
        HOW.forEach((how) => window.removeEventListener(how, came, true));
      };
    });
  }

  /** Whether it is to be said where one was. */
  get isOver(): boolean {
    return this.#isBack || this.isHolding;
  }

  end(): void {
    clearTimeout(this.#coming);
    [this.#isBack, this.isHolding] = [false, false];
  }

  /** A new entry says that somebody is at work. The first look compares with the record itself. */
  #recorded(walk: WalkView): void {
    const newest = walk.timeline.at(-1);
    if (newest === undefined || newest.id === this.#lastEntry) return;
    const isFirst = this.#lastEntry === undefined;
    this.#lastEntry = newest.id;
    this.end();
    this.isHolding = newest.kind === "Held";
    if (!isFirst) this.#lastAt = clock.now;
    else if (walk.steps.some(({ at }) => at !== null)) {
      const times = walk.steps.flatMap(({ at }) => (at === null ? [] : Date.parse(at)));
      this.#lastAt = Math.max(...times);
      this.#isBack = this.#came();
    }
  }

  /** Somebody does something: whether for the first time after an absence. */
  #came(): boolean {
    const now = clock.now;
    const away = now - (this.#lastAt ?? now);
    this.#lastAt = now;
    if (away < SHORT_MS) return false;
    this.minutes = Math.floor(away / 60_000);
    return true;
  }
}
