// Markdown as a runbook writes it, and its marks: what is a heading, a label, a command, a placeholder.
import { defineLanguageFacet, Language, languageDataProp, syntaxTree } from "@codemirror/language";
import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { GFM, type MarkdownConfig, parser } from "@lezer/markdown";

/** Without it, the last line of front matter would be read as a heading's. */
const front: MarkdownConfig = {
  defineNodes: [{ name: "FrontMatter", block: true }],
  parseBlock: [
    {
      name: "FrontMatter",
      before: "HorizontalRule",
      parse(text, line) {
        if (text.lineStart !== 0 || !/^---\s*$/.test(line.text)) return false;
        while (text.nextLine() && !/^(---|\.\.\.)\s*$/.test(line.text));
        text.nextLine();
        text.addElement(text.elt("FrontMatter", 0, text.prevLineEnd()));
        return true;
      },
    },
  ],
};

const data = defineLanguageFacet();
const markdown = new Language(
  data,
  parser.configure([GFM, front, { props: [languageDataProp.add({ Document: data })] }]),
  [],
  "markdown",
);

/** What is no prose is not held to a dictionary. */
const UNSPELT = { attributes: { spellcheck: "false" } };
const PROSE = new Set(["heading", "emphasis", "strong"]);

const MARKS: Record<string, Decoration> = Object.fromEntries(
  Object.entries({
    FrontMatter: "front",
    ATXHeading1: "heading",
    ATXHeading2: "heading",
    ATXHeading3: "heading",
    ATXHeading4: "heading",
    SetextHeading1: "heading",
    SetextHeading2: "heading",
    HeaderMark: "mark",
    ListMark: "mark",
    QuoteMark: "mark",
    CodeMark: "mark",
    EmphasisMark: "mark",
    LinkMark: "mark",
    TaskMarker: "box",
    CodeInfo: "info",
    CodeText: "code",
    InlineCode: "code",
    Emphasis: "emphasis",
    StrongEmphasis: "strong",
    URL: "link",
    HTMLBlock: "html",
    HTMLTag: "html",
  }).map(([name, mark]) => [name, Decoration.mark({ class: `md-${mark}`, ...(PROSE.has(mark) ? {} : UNSPELT) })]),
);

/** The marks of what is in sight. */
function marksOf(view: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  let last = -1;
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: (node) => {
        const mark = MARKS[node.name];
        // A node over two visible ranges is met twice.
        if (mark && node.from < node.to && node.from >= last) marks.add(node.from, node.to, mark);
        if (mark) last = Math.max(last, node.from);
      },
    });
  }
  return marks.finish();
}

const marked = ViewPlugin.define(
  (view) => ({
    marks: marksOf(view),
    tree: syntaxTree(view.state),
    update({ docChanged, viewportChanged, view, state }: ViewUpdate) {
      const tree = syntaxTree(state);
      if (!docChanged && !viewportChanged && tree === this.tree) return;
      this.tree = tree;
      this.marks = marksOf(view);
    },
  }),
  { decorations: ({ marks }) => marks },
);

const LABEL = /^(\s+[-*+]\s+)((?:[A-Za-z]+ ?){1,3}:)(?=\s|$)/g;
const PLACEHOLDER = /\{\{[^{}]*\}\}/g;

const words = (regexp: RegExp, mark: Decoration, group?: number) => {
  const matcher = new MatchDecorator({
    regexp,
    decorate: (add, from, to, match) => {
      const text = group === undefined ? undefined : match[group];
      add(text === undefined ? from : to - text.length, to, mark);
    },
  });
  return ViewPlugin.define(
    (view) => ({
      marks: matcher.createDeco(view),
      update(update: ViewUpdate) {
        this.marks = matcher.updateDeco(update, this.marks);
      },
    }),
    { decorations: ({ marks }) => marks },
  );
};

export const runbookText: Extension = [
  markdown,
  marked,
  words(LABEL, Decoration.mark({ class: "md-label" }), 2),
  words(PLACEHOLDER, Decoration.mark({ class: "md-placeholder", ...UNSPELT })),
];
