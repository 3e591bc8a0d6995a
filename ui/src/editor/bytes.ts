// The text byte for byte: the editor knows lines, the file has line ends of three kinds and perhaps a
// byte order mark. What nobody edits is given back as it came; a new line ends as most lines do.
import { invertedEffects } from "@codemirror/commands";
import {
  type ChangeDesc,
  type EditorState,
  type Extension,
  MapMode,
  RangeSet,
  RangeSetBuilder,
  RangeValue,
  StateEffect,
  StateField,
  Text,
} from "@codemirror/state";

type End = "\n" | "\r\n" | "\r";

/** A line end other than the usual one, over the break that it stands for. */
class OtherEnd extends RangeValue {
  // What is typed before or behind the break is no part of it.
  override startSide = 1;
  override endSide = -1;

  constructor(readonly end: End) {
    super();
  }

  override eq(other: OtherEnd): boolean {
    return this.end === other.end;
  }
}

interface Bytes {
  mark: boolean;
  usual: End;
  others: RangeSet<OtherEnd>;
}

/** A break and how it ends its line. */
export interface EndAt {
  at: number;
  end: End;
}

/** Says how a break that comes back, or was moved, ends its line. */
export const endsWith = StateEffect.define<EndAt>({
  map: ({ at, end }, changes) => {
    const to = changes.mapPos(at, 1, MapMode.TrackAfter);
    return to === null ? undefined : { at: to, end };
  },
});

const MARK = "\ufeff";

const bytes = StateField.define<Bytes>({
  create: () => ({ mark: false, usual: "\n", others: RangeSet.empty }),
  update(before, transaction) {
    const { changes, docChanged, effects, newDoc, startState } = transaction;
    const put = effects.flatMap((effect) =>
      effect.is(endsWith) && effect.value.at < newDoc.length && newDoc.lineAt(effect.value.at).to === effect.value.at
        ? [effect.value]
        : [],
    );
    if (!docChanged && put.length === 0) return before;
    // A break that was replaced is gone, also where something stands in its place now.
    const gone = new Set(goneWith(changes, startState).map(({ at }) => at));
    const left = gone.size > 0 ? before.others.update({ filter: (at) => !gone.has(at) }) : before.others;
    const add = put.filter(({ end }) => end !== before.usual).map(({ at, end }) => new OtherEnd(end).range(at, at + 1));
    return { ...before, others: left.map(changes).update({ add, sort: true }) };
  },
});

/** The breaks of a text that a change takes out of it. */
function goneWith(changes: ChangeDesc, state: EditorState): EndAt[] {
  const gone: EndAt[] = [];
  changes.iterChangedRanges((from, to) => gone.push(...endsIn(state, from, to)));
  return gone;
}

/** What undo needs to give a break back with its own end. */
const comesBack = invertedEffects.of(({ changes, startState }) =>
  goneWith(changes, startState).map((one) => endsWith.of(one)),
);

/** A text as lines, and what has to be known beside them to write it again. */
export function opened(text: string): { doc: Text; extension: Extension } {
  const mark = text.startsWith(MARK);
  const parts = (mark ? text.slice(MARK.length) : text).split(/(\r\n|\r|\n)/);
  const ends = parts.filter((_, at) => at % 2 === 1) as End[];
  const count = (end: End) => ends.filter((one) => one === end).length;
  const usual = (["\n", "\r\n", "\r"] as const).reduce((most, end) => (count(end) > count(most) ? end : most));
  const others = new RangeSetBuilder<OtherEnd>();
  const lines = parts.filter((_, at) => at % 2 === 0);
  let from = 0;
  for (const [n, end] of ends.entries()) {
    from += lines[n]?.length ?? 0;
    if (end !== usual) others.add(from, from + 1, new OtherEnd(end));
    from += 1;
  }
  const known: Bytes = { mark, usual, others: others.finish() };
  return { doc: Text.of(lines), extension: [bytes.init(() => known), comesBack] };
}

/** The text as it is written to the disk. */
export function written(state: EditorState): string {
  const { mark, usual, others } = state.field(bytes);
  let text = mark ? MARK : "";
  // After an edit a line may end in CR before an empty one that ends in LF: as one break the two
  // lines would be one.
  const add = (piece: string) => (text += text.endsWith("\r") && piece.startsWith("\n") ? `\n${piece}` : piece);
  let from = 0;
  for (const other = others.iter(); other.value; other.next()) {
    add(state.doc.sliceString(from, other.from, usual));
    add(other.value.end);
    from = other.to;
  }
  return add(state.doc.sliceString(from, state.doc.length, usual));
}

/** The breaks of a range that end their lines otherwise than most. */
export function endsIn(state: EditorState, from: number, to: number): EndAt[] {
  const found: EndAt[] = [];
  state.field(bytes).others.between(from, to, (at, behind, { end }) => {
    if (at >= from && behind <= to) found.push({ at, end });
  });
  return found;
}
