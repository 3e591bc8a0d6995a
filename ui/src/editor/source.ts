// The editor itself: a text field with line numbers, undo, find and replace. Tab leaves it, as it
// leaves any other field.
import { completionKeymap } from "@codemirror/autocomplete";
import { history, historyKeymap, insertNewlineKeepIndent, standardKeymap } from "@codemirror/commands";
import { closeSearchPanel, findNext, findPrevious, search } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from "@codemirror/view";

import { opened } from "./bytes";
import { findings } from "./found";
import { runbookText } from "./language";
import { taking } from "./taking";
import { completion, type Words } from "./words";

export interface Surroundings {
  /** What a screen reader calls the field. */
  label: string;
  words: () => Words;
  updated: (update: ViewUpdate) => void;
}

/** The policy allows styles of this page alone; the shell gives the page a word by which the editor's
 * are known to be. Without the shell there is no policy and no word. */
const word = document.querySelector<HTMLStyleElement>("style[nonce]")?.nonce ?? "";

/** Find and replace: opened by the window's own table of keys. */
const finding = [
  { key: "F3", run: findNext, shift: findPrevious, scope: "editor search-panel", preventDefault: true },
  { key: "Escape", run: closeSearchPanel, scope: "editor search-panel" },
];

/** What the editor says itself, in the window's way of writing. */
const PHRASES = {
  "Control character": "Character without a shape",
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Regex",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
};

/** A new line begins where the one before did, and nothing behind the cursor is tidied away. */
const newLine = { key: "Enter", run: insertNewlineKeepIndent };

/** A text ready to be edited; nothing before it can be undone. */
export function stateOf(text: string, { label, words, updated }: Surroundings): EditorState {
  const { doc, extension } = opened(text);
  return EditorState.create({
    doc,
    extensions: [
      extension,
      EditorView.cspNonce.of(word),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "true", autocapitalize: "off" }),
      EditorState.phrases.of(PHRASES),
      lineNumbers(),
      findings,
      taking,
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      search({ top: true }),
      completion(words),
      runbookText,
      keymap.of([...completionKeymap, newLine, ...finding, ...historyKeymap, ...standardKeymap]),
      EditorView.updateListener.of(updated),
    ],
  });
}
