// One walk on the screen: the step that is looked at, what is asked, and what its acts become.
import { tick, untrack } from "svelte";

import type { Act } from "../act";
import type { EdgeError } from "../backend";
import { findFocus, focusMatter } from "../focus";
import type { Handlers } from "../keyboard.svelte";
import { record } from "../record.svelte";
import { show, type Showing } from "../showing.svelte";
import { where } from "../where.svelte";
import type { PhaseView, StepView, WalkView } from "../wire";
import type { Apart, Asked, Asking } from "./Asking.svelte";

/** After these the next step is looked at. */
const ENDS: ReadonlySet<Act["act"]> = new Set([
  "StepDone",
  "StepFailed",
  "StepSkipped",
  "StepNotApplicable",
  "StepDeferred",
  "StepBlocked",
  "Undo",
]);

/** Make it while a component comes to be: it shows its view as long as that component lives. */
export class Walking {
  /** The id of the step that is looked at; kept while somebody is on it, whatever changes elsewhere. */
  at = $state<string>();
  asking = $state.raw<Asking>();
  /** Why the last act about the step was not taken. */
  refused = $state.raw<EdgeError>();
  readonly incident: string;
  readonly showing: Showing<"walk">;
  #picked = false;
  #drawn = false;

  constructor(incident: string) {
    this.incident = incident;
    this.showing = show(() => ({ view: "walk", incident }));
    $effect(() => {
      const view = this.view;
      if (view) untrack(() => this.#keepPlace(view));
    });
  }

  get view(): WalkView | undefined {
    return this.showing.view;
  }

  get step(): StepView | undefined {
    return this.view?.steps.find(({ id }) => id === this.at);
  }

  /** The phase whose steps are shown. */
  get phase(): PhaseView | undefined {
    return this.view?.phases.find(({ phase }) => phase === this.step?.phase);
  }

  /** What is read aloud: the shown phase is complete, or the one that was walked before it. */
  get call(): string | undefined {
    const phases = this.view?.phases ?? [];
    if (this.phase?.complete) return this.phase.call ?? undefined;
    const isBegun = this.ofPhase.some(({ at }) => at !== null);
    const before = phases.slice(0, phases.findIndex(({ phase }) => phase === this.phase?.phase)).findLast(({ steps }) => steps > 0);
    return isBegun ? undefined : (before?.call ?? undefined);
  }

  /** The steps of the shown phase, in their order. */
  get ofPhase(): StepView[] {
    return this.view?.steps.filter(({ phase }) => phase === this.step?.phase) ?? [];
  }

  /** Records; where that ends a step, the next one is looked at and has the focus, else the same.
   * Gives the reason of a refusal. */
  async send(act: Act): Promise<EdgeError | undefined> {
    const calls = this.#calls();
    const became = await record.act(this.incident, act);
    this.refused = became.became === "refused" ? became.error : undefined;
    if (became.became !== "recorded") return this.refused;
    const fresh = this.#calls().find((call) => !calls.includes(call));
    if (fresh) record.add(fresh);
    const isKept = !ENDS.has(act.act) && this.step !== undefined && applies(this.step);
    if (!isKept) [this.#picked, this.at] = [false, this.view?.current ?? undefined];
    await this.focusCard();
    return undefined;
  }

  /** Records what is not about the step: nothing moves. */
  async beside(act: Act): Promise<boolean> {
    const became = await record.act(this.incident, act);
    this.refused = became.became === "refused" ? became.error : undefined;
    await tick();
    // What was pressed may be gone by now, and the focus with it.
    if (document.activeElement === document.body) focusMatter();
    return became.became === "recorded" || became.became === "waiting";
  }

  /** Ticks the step that is looked at, as seen. */
  async finish(value: string | null): Promise<void> {
    const step = this.step;
    if (!step) return;
    const as_expected = step.expect === null ? null : true;
    await this.send({ act: "StepDone", step: step.step, value, as_expected });
  }

  ask(what: Asked): void {
    if (this.step) this.asking = { what, step: this.step };
  }

  /** The dialog gives the focus back to where it was; where that is gone, to the step. */
  async close(): Promise<void> {
    this.asking = undefined;
    await tick();
    findFocus();
  }

  async choose(id: string): Promise<void> {
    [this.at, this.#picked, this.refused] = [id, true, undefined];
    await this.focusCard();
  }

  /** To the next step that applies, or the one before. */
  move(by: 1 | -1): void {
    const steps = this.view?.steps ?? [];
    const at = steps.findIndex(({ id }) => id === this.at);
    const ahead = by > 0 ? steps.slice(at + 1) : steps.slice(0, Math.max(0, at)).reverse();
    const next = ahead.find(applies);
    if (next) void this.choose(next.id);
  }

  choosePhase(wanted: string): void {
    const steps = this.view?.steps.filter(({ phase }) => phase === wanted).filter(applies) ?? [];
    const current = steps.find(({ id }) => id === this.view?.current);
    const next = current ?? steps.find(({ outcome }) => outcome === "open") ?? steps[0];
    if (next) void this.choose(next.id);
  }

  /** What can be done now, by what the table of keys calls it. */
  acts(): Handlers {
    const view = this.view;
    if (!view) return {};
    const { incident } = this;
    const ask = (what: Apart) => () => void (this.asking = { what });
    const always: Handlers = {
      next: () => this.move(1),
      previous: () => this.move(-1),
      note: () => document.querySelector<HTMLElement>("input[name=note]")?.focus(),
      times: ask("times"),
      undo: view.undo === null ? undefined : () => void this.send({ act: "Undo" }),
      postmortem: () => where.go({ at: "postmortem", incident }),
      handover: () => where.go({ at: "handover", incident }),
    };
    if (view.steps.some(({ outcome }) => outcome === "done")) always.promote = ask("promote");
    if (!view.incident.open) return { ...always, reopen: ask("reopen") };
    const decide = () => where.go({ at: "decide", incident });
    return {
      ...always,
      decide: view.decision ? { words: "change the decision", run: decide } : decide,
      contain: ask("contain"),
      update: ask("update"),
      hold: () => void this.send({ act: "Held" }),
      runbook: ask("runbook"),
      add_step: this.step ? () => this.ask("add") : ask("first_step"),
      close: ask("close"),
    };
  }

  async focusCard(): Promise<void> {
    await tick();
    focusMatter();
  }

  #keepPlace({ steps, current }: WalkView): void {
    const onIt = document.activeElement?.closest('[aria-current="step"]');
    const kept = steps.some(({ id }) => id === this.at) && (this.#picked || this.asking || onIt);
    if (!kept) this.at = current ?? undefined;
    if (!this.#drawn) void this.focusCard();
    this.#drawn = true;
  }

  #calls(): string[] {
    return (this.view?.phases ?? []).flatMap(({ call }) => call ?? []);
  }
}

/** Whether a step is one to walk: what was found not to apply by itself is walked past. */
export function applies(step: StepView): boolean {
  return step.outcome !== "not_applicable" || step.at !== null;
}
