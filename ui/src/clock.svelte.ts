// The window's one clock: the only beat, the only reader of the machine's time. It runs at the
// machine's pace from the record's time, so that a sample store's clocks read as its record does.
// It beats as a second begins: once for all clocks, and none of them leaves a second out.
import { backend } from "./backend";

let ahead = 0;
let now = $state(Date.now());

export const clock = {
  /** The record's time in milliseconds since 1970. Read it in leaves only: they redraw each second. */
  get now(): number {
    return now;
  },
};

/** Asks for the record's time again: at the start, and after each change of the record. */
export async function setClock(): Promise<void> {
  ahead = (await backend.clock()) - Date.now();
  now = Date.now() + ahead;
}

/** Starts the clock; returns how to stop it. */
export function startClock(): () => void {
  let next: ReturnType<typeof setTimeout>;
  const beat = () => {
    now = Date.now() + ahead;
    next = setTimeout(beat, 1000 - (now % 1000));
  };
  beat();
  return () => clearTimeout(next);
}
