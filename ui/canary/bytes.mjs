// The editor gives back byte for byte what nobody edits: ten thousand generated texts and every
// runbook. What is edited and undone is as it was, moved steps keep their line ends, and a new line
// ends as most do.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { mkdtempSync, rmSync } from "node:fs";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const ROUNDS = 10_000;

/** The page's own modules, made into one that Node can read. */
async function editor() {
  const outDir = mkdtempSync(join(here, "../node_modules/.bytes-"));
  try {
    await build({
      configFile: false,
      logLevel: "error",
      build: {
        outDir,
        minify: false,
        lib: { entry: join(here, "editor.ts"), formats: ["es"], fileName: () => "editor.mjs" },
      },
    });
    return await import(pathToFileURL(join(outDir, "editor.mjs")).href);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

const seed = Number(process.env.KNEEBOARD_SEED ?? Math.floor(Math.random() * 2 ** 31));
let state = seed;
const random = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return (state >>> 8) % below;
};
const one = (of) => of[random(of.length)];

const PIECES = [
  "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\t", "  ", " \n", "\u0000", "\ufeff", "\u2028", "\u0085", "é", "🚒", "{{ask: x}}",
  "---\n", "# A\n", "## Triage\r\n", "- [ ] Read it\n", "- [ ] Ring them\r\n", "  - Why: so\n", "```sh\n", "  ```\n", "words", "\v", "\f",
];
function generated() {
  const ends = one([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n"], ["\n", "\r\n", "\r"]]);
  let text = one(["", "", "\ufeff"]);
  for (let n = random(60); n > 0; n -= 1) text += one(PIECES).replace(/\r\n|\r|\n/g, () => one(ends));
  return text;
}

function fail(what, before, after) {
  console.error(`${what} (KNEEBOARD_SEED=${seed})\nbefore: ${JSON.stringify(before)}\nafter:  ${JSON.stringify(after)}`);
  process.exit(1);
}

const { opened, written, move, insertStep, EditorState, history, undo } = await editor();
const open = (text) => {
  const { doc, extension } = opened(text);
  return EditorState.create({ doc, extensions: [extension, history()] });
};
const run = (state, command) => {
  let after = state;
  command({ state, dispatch: (transaction) => (after = transaction.state) });
  return after;
};
const sorted = ({ doc }) => doc.toJSON().sort().join("\n");

const runbooks = join(here, "../../runbooks");
const real = readdirSync(runbooks, { recursive: true })
  .filter((name) => name.endsWith(".md"))
  .map((name) => readFileSync(join(runbooks, name), "utf8"));
const texts = [...real, ...real.map((text) => `\ufeff${text.replaceAll("\n", "\r\n")}`), ...Array.from({ length: ROUNDS }, generated)];

let moves = 0;
for (const text of texts) {
  let now = open(text);
  if (written(now) !== text) fail("opened and written", text, written(now));
  for (let n = 0; n < 3; n += 1) {
    const at = random(now.doc.length + 1);
    now = now.update({ selection: { anchor: at } }).state;
    const before = now;
    if (n === 0) now = now.update({ changes: { from: at, to: Math.min(now.doc.length, at + random(9)), insert: one(["", "x", "\n"]) } }).state;
    else now = run(now, one([move(1), move(-1), insertStep]));
    if (now.doc.eq(before.doc)) continue;
    moves += 1;
    const back = run(now, undo);
    if (written(back) !== written(before)) fail("changed and undone", written(before), written(back));
    const isMove = n > 0 && now.doc.lines === before.doc.lines;
    if (isMove && sorted(now) !== sorted(before)) fail("moved", written(before), written(now));
  }
}
if (moves < ROUNDS / 10) fail("too little was changed", moves, "");

const dos = open("a\r\nb\r\n");
const typed = dos.update({ changes: { from: 1, insert: "\nc" } }).state;
if (written(typed) !== "a\r\nc\r\nb\r\n") fail("a new line", "a\r\nb\r\n", written(typed));
console.log(`the editor keeps ${texts.length} texts byte for byte, and undoes ${moves} changes`);
process.exit(0);
