// Steps and sections as lines: where they begin and end, a new step, and one moved past its neighbour.
import { type EditorState, type StateCommand, type Text, type TransactionSpec } from "@codemirror/state";

import { type EndAt, endsIn, endsWith } from "./bytes";

/** A heading with everything below it, or a step; lines from 1, `end` not included. */
interface Part {
  kind: "heading" | "step";
  level: number;
  line: number;
  end: number;
}

const STEP_LEVEL = 9;
const HEADING = /^(#{1,6})\s/;
const STEP = /^[-*+] \[[ xX]\](\s|$)/;
const FENCE = /^\s*(```|~~~)/;

/** Every heading and step, in the order of the text. */
export function parts(doc: Text): Part[] {
  const found: Part[] = [];
  const open: Part[] = [];
  let fence = "";
  let front = false;
  let n = 0;
  const close = (level: number) => {
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) {
      const part = open.pop();
      if (part) part.end = n;
    }
  };
  for (const text of doc.iterLines()) {
    n += 1;
    if (n === 1 && text.trimEnd() === "---") front = true;
    else if (front) front = text.trimEnd() !== "---" && text.trimEnd() !== "...";
    else {
      const mark = FENCE.exec(text)?.[1] ?? "";
      if (fence) fence = mark === fence ? "" : fence;
      else if (mark && /^\s/.test(text)) fence = mark;
      else {
        const heading = HEADING.exec(text)?.[1];
        const level = heading?.length ?? (STEP.test(text) ? STEP_LEVEL : 0);
        // What stands at the margin ends a step, whatever it is.
        if (level === 0 && /^\S/.test(text)) close(STEP_LEVEL);
        if (mark) fence = mark;
        if (level > 0) {
          close(level);
          const part: Part = { kind: heading ? "heading" : "step", level, line: n, end: doc.lines + 1 };
          open.push(part);
          found.push(part);
        }
      }
    }
  }
  return found;
}

/** The step or, on a heading's own line, the section that a place is in. */
function partAt(all: Part[], line: number): Part | undefined {
  return all.findLast((part) =>
    part.kind === "step" ? part.line <= line && line < part.end : part.line === line,
  );
}

/** The part that one moves past, and how: a step may also leave its section over a heading. */
function neighbour(all: Part[], part: Part, by: 1 | -1): Part | undefined {
  const at = all.indexOf(part);
  if (part.kind === "step") return all[at + by];
  if (by === 1) return all.slice(at + 1).find(({ level }) => level <= part.level);
  return all.slice(0, at).findLast(({ level }) => level <= part.level);
}

/** Moves the step, or on a heading the section, past the one below or above it. */
export const move =
  (by: 1 | -1): StateCommand =>
  ({ state, dispatch }) => {
    const all = parts(state.doc);
    const part = partAt(all, state.doc.lineAt(state.selection.main.head).number);
    const other = part && neighbour(all, part, by);
    if (!part || !other || other.level < part.level && part.kind === "heading") return false;
    const order = part.kind === other.kind ? swapped(state.doc, part, other) : over(state.doc, all, part, other);
    if (!order) return false;
    dispatch(state.update(rearranged(state, order), { scrollIntoView: true, userEvent: "move.line" }));
    return true;
  };

type Piece = readonly [from: number, to: number];

/** Two of a kind change places; the blank lines between and behind them stay. */
function swapped(doc: Text, one: Part, other: Part): Piece[] {
  const [upper, lower] = one.line < other.line ? [one, other] : [other, one];
  const [from, upperEnd] = textOf(doc, upper);
  const [lowerFrom, to] = textOf(doc, lower);
  return [[lowerFrom, to], [upperEnd, lowerFrom], [from, upperEnd]];
}

/** A step leaves its section over a heading: down to below it, up to the last place above it. */
function over(doc: Text, all: Part[], step: Part, heading: Part): Piece[] | undefined {
  const [from, end] = textOf(doc, step);
  if (heading.line > step.line) {
    const to = belowHeading(doc, heading);
    // At the end of the text there may be no line end to take along.
    return doc.lineAt(to).from === to && to > end + 1 && doc.sliceString(to - 1, to) === "\n"
      ? [[end + 1, to], [from, end + 1]]
      : [[end + 1, to], [end, end + 1], [from, end]];
  }
  const above = all[all.indexOf(heading) - 1];
  if (!above || above.level === 1) return undefined;
  const to = above.kind === "step" ? Math.min(textOf(doc, above)[1] + 1, from) : belowHeading(doc, above);
  return end < doc.length ? [[from, end + 1], [to, from]] : [[from, end], [from - 1, from], [to, from - 1]];
}

/** A part's text: without the blank lines behind it and the last line's end. */
function textOf(doc: Text, { line, end }: Part): Piece {
  let last = Math.min(end - 1, doc.lines);
  while (last > line && doc.line(last).text.trim() === "") last -= 1;
  return [doc.line(line).from, doc.line(last).to];
}

/** Where the first step below a heading would begin: behind it and the blank line that may follow. */
function belowHeading(doc: Text, { line }: Part): number {
  const next = line + 1;
  if (next > doc.lines) return doc.length;
  const isBlank = doc.line(next).text.trim() === "";
  return isBlank && next < doc.lines ? doc.line(next + 1).from : doc.line(next).from;
}

/** The pieces of a stretch of text in another order; cursor and line ends go with their piece. */
function rearranged(state: EditorState, order: Piece[]): TransactionSpec {
  const { doc } = state;
  const from = Math.min(...order.map(([start]) => start));
  const to = Math.max(...order.map(([, end]) => end));
  const cursor = state.selection.main.head;
  let anchor = cursor;
  let insert = "";
  const ends: EndAt[] = [];
  for (const [start, end] of order) {
    const by = from + insert.length - start;
    if (start <= cursor && cursor <= end) anchor = cursor + by;
    ends.push(...endsIn(state, start, end).map((one) => ({ ...one, at: one.at + by })));
    insert += doc.sliceString(start, end);
  }
  return { changes: { from, to, insert }, effects: ends.map((one) => endsWith.of(one)), selection: { anchor } };
}

/** A new step below the one with the cursor, or below the heading. */
export const insertStep: StateCommand = ({ state, dispatch }) => {
  const { doc } = state;
  const cursor = doc.lineAt(state.selection.main.head);
  const above = parts(doc).findLast(({ line }) => line <= cursor.number);
  const at = above?.kind === "step" && cursor.number < above.end ? textOf(doc, above)[1] : cursor.to;
  const insert = `\n${above?.line === cursor.number && above.kind === "heading" ? "\n" : ""}- [ ] `;
  dispatch(
    state.update({
      changes: { from: at, insert },
      selection: { anchor: at + insert.length },
      scrollIntoView: true,
      userEvent: "input.step",
    }),
  );
  return true;
};
