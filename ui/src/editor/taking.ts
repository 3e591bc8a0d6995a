// Remarks that were taken over: where their words stand in the text, and that undo lets them go.
import { invertedEffects } from "@codemirror/commands";
import { type EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

interface TakenAt {
  redline: string;
  from: number;
  to: number;
}

/** Says where the words of a remark stand, in the text that the change makes. */
export const takes = StateEffect.define<TakenAt>({
  map: ({ redline, from, to }, changes) => ({ redline, from: changes.mapPos(from, 1), to: changes.mapPos(to, -1) }),
});

/** Says that a remark is not taken over any more, whatever stands in the text. */
export const letsGo = StateEffect.define<string>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, { changes, effects }) {
    let marks = before.map(changes);
    for (const effect of effects) {
      if (effect.is(letsGo)) marks = marks.update({ filter: (_from, _to, mark) => mark.spec.redline !== effect.value });
      if (effect.is(takes) && effect.value.from < effect.value.to) {
        const { redline, from, to } = effect.value;
        marks = marks.update({ add: [Decoration.mark({ class: "taken", redline }).range(from, to)] });
      }
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const comesAndGoes = invertedEffects.of(({ effects, startState }) =>
  effects.flatMap((effect): readonly StateEffect<string | TakenAt>[] => {
    if (effect.is(takes)) return [letsGo.of(effect.value.redline)];
    if (!effect.is(letsGo)) return [];
    return marked(startState).filter(({ redline }) => redline === effect.value).map((one) => takes.of(one));
  }),
);

const look = EditorView.baseTheme({
  ".taken": { borderBottom: "2px solid var(--green)", backgroundColor: "var(--raised)" },
});

export const taking = [shown, comesAndGoes, look];

/** Every remark whose words, changed or not, are in the text. */
export function marked(state: EditorState): TakenAt[] {
  const all: TakenAt[] = [];
  for (const at = state.field(shown).iter(); at.value; at.next()) {
    all.push({ redline: (at.value.spec as { redline: string }).redline, from: at.from, to: at.to });
  }
  return all;
}
