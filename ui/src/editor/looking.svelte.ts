// Looks at the text while it is typed: findings, outline, preview. The next look begins when the one
// before is shown, a breath later; no key waits for it.
import { asEdgeError, backend, type EdgeError } from "../backend";
import type { LintFinding, LintView, Remark, RulesNow } from "../wire";
import { sharing } from "./sharing";

/** Room for keys between two looks: this long, and longer than the look itself took. */
const BREATH_MS = 150;
const TIMES_AS_LONG = 3;

interface Seen {
  text: string;
  /** The line that the cursor is in: what stands round it is drawn. */
  line: number;
  show: (findings: readonly LintFinding[]) => void;
}

export class Looking {
  view = $state.raw<LintView>();
  trouble = $state.raw<EdgeError>();
  /** What was said of its steps, to be placed. */
  remarks: readonly Remark[] = [];
  #wanted: (() => Seen) | undefined;
  #busy = false;

  constructor(
    readonly id: string,
    /** By what the text is held to the rules. */
    readonly by: RulesNow,
  ) {}

  /** The text has changed; it is read when its turn comes. */
  changed(see: () => Seen): void {
    this.#wanted = see;
    if (!this.#busy) void this.#look();
  }

  /** Whether what stands round a line is drawn. */
  hasDrawn(line: number): boolean {
    const phases = this.view?.phases ?? [];
    const lines = phases.flatMap(({ steps }) => steps.flatMap((step) => step.line ?? []));
    const isAbove = line < Math.min(...lines) && phases.some(({ before }) => before > 0);
    const isBelow = line > Math.max(...lines) && phases.some(({ behind }) => behind > 0);
    return !isAbove && !isBelow;
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#wanted = undefined;
    this.#busy = true;
  }

  async #look(): Promise<void> {
    const see = this.#wanted;
    if (!see) return;
    this.#wanted = undefined;
    this.#busy = true;
    const { text, line, show } = see();
    const began = performance.now();
    try {
      const view = await backend.view({
        view: "lint",
        id: this.id,
        text: text.toWellFormed(),
        by: this.by,
        remarks: this.remarks,
        line,
      });
      this.view = sharing(this.view, view);
      this.trouble = undefined;
      show(this.view.findings);
    } catch (thrown) {
      this.trouble = asEdgeError(thrown);
    }
    setTimeout(() => {
      this.#busy = false;
      void this.#look();
    }, Math.max(BREATH_MS, TIMES_AS_LONG * (performance.now() - began)));
  }
}
