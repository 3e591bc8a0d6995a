// Sets something, shows it at once, and keeps the reason where it was refused.
import { asEdgeError, backend, type EdgeError } from "../backend";
import { record } from "../record.svelte";
import { refreshAll } from "../showing.svelte";

class Setting {
  refused = $state.raw<EdgeError>();

  /** Whether the values were taken, which is then said; an empty one brings its default back. */
  async set(values: Record<string, string>, words: string): Promise<boolean> {
    try {
      await backend.set(values);
      this.refused = undefined;
      record.say(words);
    } catch (thrown) {
      this.refused = asEdgeError(thrown);
    }
    await refreshAll();
    return !this.refused;
  }
}

export function setting(): Setting {
  return new Setting();
}
