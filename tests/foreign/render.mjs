// Renders Markdown as readers do: cmark-gfm with GitHub's extensions, and markdown-it with HTML,
// bare addresses and footnotes. A document a line in, as JSON; for each a line out with the element
// tree that an HTML parser makes of either. A tree is text, or [name, attributes, children].
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const installed = createRequire(new URL("../../ui/package.json", import.meta.url));
const MarkdownIt = installed("markdown-it");
const { parseFragment } = installed("parse5");

const EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist", "footnotes"];
const GITHUB = ["--unsafe", ...EXTENSIONS.flatMap((name) => ["-e", name])];

const markdownIt = new MarkdownIt({ html: true, linkify: true, typographer: false });
markdownIt.use(installed("markdown-it-footnote"));
// Words without a scheme are addresses too: www.example.org, example.org.
markdownIt.linkify.set({ fuzzyLink: true, fuzzyEmail: true });
// By itself it shows an address with its percent signs decoded.
markdownIt.normalizeLinkText = (text) => text;

function cmark(markdown) {
  const { stdout, status, error } = spawnSync("cmark-gfm", GITHUB, { input: markdown, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw error ?? new Error(`cmark-gfm ended with ${status}`);
  return stdout;
}

function tree(node) {
  if (node.nodeName === "#text") return node.value;
  if (node.nodeName === "#comment") return ["#comment", {}, [node.data]];
  const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
  return [node.nodeName, attributes, (node.content ?? node).childNodes.map(tree)];
}

for await (const line of createInterface({ input: process.stdin })) {
  const markdown = JSON.parse(line);
  const read = { cmark: tree(parseFragment(cmark(markdown))), markdown_it: tree(parseFragment(markdownIt.render(markdown))) };
  process.stdout.write(`${JSON.stringify(read)}\n`);
}
