// Acts that this machine recorded and the store no longer has: said until somebody has seen it.
import type { Missing, StoreView } from "./backend";

let all = $state.raw<readonly Missing[]>([]);
let backup = $state<string | null>(null);
/** How many there were when somebody dismissed it: more are said again. */
let dismissed = $state(0);

export const missing = {
  get count(): number {
    return all.length;
  },
  get isSaid(): boolean {
    return all.length > dismissed;
  },
  /** The day of the newest backup. */
  get backup(): string | null {
    return backup;
  },
  take(view: StoreView): void {
    all = view.missing ?? [];
    backup = view.backup;
  },
  dismiss(): void {
    dismissed = all.length;
  },
  /** What is missing, as Markdown. */
  inWords(): string {
    const lines = all.map(({ incident, event, recorded_at }) => {
      const at = typeof recorded_at === "number" ? new Date(recorded_at).toISOString() : recorded_at;
      return `- ${at} incident ${incident}, event ${event}`;
    });
    return `# Missing from the store\n\n${lines.join("\n")}\n`;
  },
};

/** How many are missing, as a sentence begins. */
export const acts = (count: number): string => (count === 1 ? "1 act" : `${count} acts`);
