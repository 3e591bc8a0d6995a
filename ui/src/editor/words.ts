// What can be completed where it is typed: labels, placeholders, headings to go to, front matter.
import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";

import type { EditWords, LintView, OfferedWord } from "../wire";

/** The words that core knows, and the headings of this text. */
export interface Words extends EditWords {
  headings: readonly string[];
}

const STEP = 7;
const NONE: EditWords = { labels: [], placeholders: [], conditions: [], front: {} };

/** What is offered in a text that was looked at. */
export function wordsOf(look: LintView | undefined, words: EditWords | undefined): Words {
  const headings = (look?.outline ?? []).filter(({ level }) => level > 1 && level < STEP).map(({ text }) => text);
  return { ...(words ?? NONE), headings };
}

/** As many as stand without scrolling: the others come as one goes on. */
const AT_ONCE = 10;

const options = (offered: readonly OfferedWord[], type: string, behind = ""): Completion[] =>
  offered.map(({ text, says }) => ({ label: text, apply: text + behind, detail: says, type }));

/** Offers what fits the place; `known` is asked anew each time. */
export const completion = (known: () => Words) =>
  autocompletion({
    override: [(context: CompletionContext) => offered(context, known())],
    icons: false,
    maxRenderedOptions: AT_ONCE,
    optionClass: () => "offered",
  });

function offered(context: CompletionContext, words: Words): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const at = (typed: string) => context.pos - typed.length;

  const placeholder = /\{\{([^{}]*)$/.exec(before)?.[1];
  if (placeholder !== undefined) {
    const isClosed = line.text.slice(context.pos - line.from).startsWith("}}");
    return {
      from: at(placeholder),
      options: options(words.placeholders, "variable", isClosed ? "" : "}}"),
      validFor: /^[^{}]*$/,
    };
  }
  const heading = /^\s+[-*+]\s+If not:.*\bgo to ([^,.;]*)$/i.exec(before)?.[1];
  if (heading !== undefined) {
    const all = words.headings.map((label) => ({ label, type: "text" }));
    return { from: at(heading), options: all, validFor: /^[^,.;]*$/ };
  }
  const condition = /^\s+[-*+]\s+When:(?:.*\band)?\s+([\w.]*)$/i.exec(before)?.[1];
  if (condition !== undefined) {
    return { from: at(condition), options: options(words.conditions, "variable", " = "), validFor: /^[\w.]*$/ };
  }
  const label = /^\s+[-*+]\s+([A-Za-z]*(?: [A-Za-z]*)?)$/.exec(before)?.[1];
  if (label !== undefined) {
    return { from: at(label), options: options(words.labels, "keyword", ": "), validFor: /^[A-Za-z ]*$/ };
  }
  const [, name, value] = /^(\w+):\s*\[?([\w-]*)$/.exec(before) ?? [];
  const values = name === undefined ? undefined : words.front[name];
  if (values && value !== undefined && isFront(context, line.number)) {
    return { from: at(value), options: values.map((label) => ({ label, type: "text" })), validFor: /^[\w-]*$/ };
  }
  return null;
}

/** Whether a line stands in the front matter. */
function isFront({ state: { doc } }: CompletionContext, line: number): boolean {
  if (line === 1 || doc.line(1).text.trimEnd() !== "---") return false;
  for (let n = 2; n < line; n += 1) if (/^(---|\.\.\.)\s*$/.test(doc.line(n).text)) return false;
  return true;
}
