// A comparison as rows: what was removed stands beside what was added in its place.
import type { DiffLine } from "../wire";

export interface Row {
  left?: DiffLine | undefined;
  right?: DiffLine | undefined;
  /** How many lines that are the same stand here folded. */
  folded?: number;
  /** The number of the row's first line in the comparison. */
  at: number;
}

/** This many lines are shown around a change. */
const AROUND = 3;
/** Fewer than this are not worth a fold. */
const FOLD = 4;

/** The rows of a comparison; a fold is opened by the number of its first line. */
export function rowsOf(lines: readonly DiffLine[], unfolded: readonly number[]): Row[] {
  const rows: Row[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = at;
    if (lines[at]?.change === "kept") {
      while (at < lines.length && lines[at]?.change === "kept") at += 1;
      rows.push(...kept(lines.slice(first, at), first, at === lines.length, unfolded));
      continue;
    }
    while (at < lines.length && lines[at]?.change !== "kept") at += 1;
    const changed = lines.slice(first, at);
    const left = changed.filter(({ change }) => change === "removed");
    const right = changed.filter(({ change }) => change === "added");
    for (let n = 0; n < Math.max(left.length, right.length); n += 1) {
      rows.push({ left: left[n], right: right[n], at: first + n });
    }
  }
  return rows;
}

function kept(lines: readonly DiffLine[], first: number, isLast: boolean, unfolded: readonly number[]): Row[] {
  const all = lines.map((line, n): Row => ({ left: line, right: line, at: first + n }));
  const above = first === 0 ? 0 : AROUND;
  const below = isLast ? 0 : AROUND;
  const folded = all.length - above - below;
  if (folded < FOLD || unfolded.includes(first)) return all;
  return [...all.slice(0, above), { folded, at: first }, ...all.slice(all.length - below)];
}
