// Findings in the text: an underline whose shape says how much it matters, a mark at the line's number,
// and both move with the text until the next look at it.
import { type ChangeDesc, type EditorState, RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker } from "@codemirror/view";

import type { LintFinding } from "../wire";

export type Level = "error" | "warning" | "hint";

/** A finding where its text stands now; `n` is its number in the list. */
export interface Found {
  n: number;
  finding: LintFinding;
  from: number;
  to: number;
}

/** The findings of an earlier text, moved to where this one has them. */
export const setFindings = StateEffect.define<Found[]>();

const RANK: Record<Level, number> = { error: 0, warning: 1, hint: 2 };
export const SIGNS: Record<Level, string> = { error: "✕", warning: "▲", hint: "●" };

class Sign extends GutterMarker {
  constructor(readonly level: Level) {
    super();
  }

  override eq(other: Sign): boolean {
    return this.level === other.level;
  }

  override toDOM(): Node {
    const sign = document.createElement("span");
    sign.className = `sign ${this.level}`;
    sign.textContent = SIGNS[this.level];
    return sign;
  }
}

interface Shown {
  lines: DecorationSet;
  signs: RangeSet<Sign>;
}

const shown = StateField.define<Shown>({
  create: () => ({ lines: Decoration.none, signs: RangeSet.empty }),
  update({ lines, signs }, { changes, docChanged, effects, state }) {
    for (const effect of effects) if (effect.is(setFindings)) return drawn(state, effect.value);
    return docChanged ? { lines: lines.map(changes), signs: signs.map(changes) } : { lines, signs };
  },
  provide: (field) => EditorView.decorations.from(field, ({ lines }) => lines),
});

function drawn({ doc }: EditorState, all: Found[]): Shown {
  const lines = all
    .filter(({ from, to }) => from < to)
    .map((one) =>
      Decoration.mark({
        class: `found ${one.finding.level}`,
        attributes: { title: one.finding.message },
        found: one,
      }).range(one.from, one.to),
    );
  const worst = new Map<number, Level>();
  for (const { finding, from } of all) {
    const { from: line } = doc.lineAt(Math.min(from, doc.length));
    const before = worst.get(line);
    if (!before || RANK[finding.level] < RANK[before]) worst.set(line, finding.level);
  }
  const signs = [...worst].map(([line, level]) => new Sign(level).range(line));
  return { lines: Decoration.set(lines, true), signs: RangeSet.of(signs, true) };
}

export const findings = [
  shown,
  gutter({
    class: "signs",
    markers: (view) => view.state.field(shown).signs,
    initialSpacer: () => new Sign("warning"),
  }),
];

/** The findings of a stretch of text, of all of it, whose text is still there, in its order. */
export function foundIn(state: EditorState, start = 0, end = state.doc.length): Found[] {
  const all: Found[] = [];
  state.field(shown).lines.between(start, end, (from, to, { spec }) => {
    const { found } = spec as { found: Found };
    all.push({ ...found, from, to });
  });
  return all.sort((one, other) => one.from - other.from || one.n - other.n);
}

/** Whether these are what the text shows already, each in its place. */
export function areShown(state: EditorState, all: readonly Found[]): boolean {
  const now = new Map(foundIn(state).map((one) => [one.n, one]));
  const isThere = ({ n, finding, from, to }: Found) => {
    const one = now.get(n);
    return one?.finding === finding && one.from === from && one.to === to;
  };
  if (now.size !== all.length || !all.every(isThere)) return false;
  let areSigned = true;
  state.field(shown).signs.between(0, state.doc.length, (from) => {
    areSigned &&= state.doc.lineAt(from).from === from;
  });
  return areSigned;
}

/** The finding on whose text, else in whose line, a place is: the one that begins nearest before it; of
 * several there that of a rule. */
export function foundAt(state: EditorState, place: number, rule?: string): Found | undefined {
  const line = state.doc.lineAt(place);
  const near = foundIn(state, line.from, line.to);
  const under = near.filter(({ from, to }) => from <= place && place <= to);
  const here = under.filter(({ from }) => from === under.at(-1)?.from);
  return here.find(({ finding }) => finding.rule === rule) ?? here[0] ?? near[0];
}

/** Where findings of a text stand, after the changes that were made since. */
export function placed(doc: Text, all: readonly LintFinding[], since: ChangeDesc): Found[] {
  return all.map((finding, n) => {
    const from = offset(doc, finding.line, finding.column);
    const end = offset(doc, finding.end_line, finding.end_column);
    const line = doc.lineAt(from);
    // What has no length is shown on its line's text, so that it is seen.
    const to = end > from ? end : Math.max(line.to, from);
    const start = end > from || from < line.to ? from : line.from;
    return { n, finding, from: since.mapPos(start, 1), to: since.mapPos(Math.max(to, start), -1) };
  });
}

/** A line and a column in characters, both from 1, as an offset. */
export function offset(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length;
  const { from, text } = doc.line(Math.max(line, 1));
  let at = 0;
  for (const letter of text) {
    if (--column < 1) break;
    at += letter.length;
  }
  return from + at;
}
