// Runs every JavaScript snippet below `## Reference` of the Node.js runbooks.
//
// A snippet is found by its runbook and the heading above it, and the assertion that holds it lies
// beside this file as `<runbook>.<heading>.mjs`. A snippet without an assertion is a failure, and
// so is an assertion without a snippet. Words on the command line choose snippets by name.

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const runbooks = fileURLToPath(new URL('../../../runbooks/nodejs/', import.meta.url));
const longest = 20_000; // milliseconds for one snippet

/** The js fences of one runbook's Reference, as [name, source]. */
function snippets(runbook, text) {
  const reference = text.split(/^## Reference$/m)[1] ?? '';
  return reference.split(/^### /m).slice(1).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'));
    const slug = heading.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
    const fences = [...section.matchAll(/^```js\n(.*?)^```$/gms)];
    return fences.map(([, source], at) => [`${runbook}.${slug}${at === 0 ? '' : `-${at + 1}`}`, source]);
  });
}

async function everySnippet() {
  const found = new Map();
  for (const file of (await readdir(runbooks)).filter((name) => name.endsWith('.md')).sort()) {
    const text = await readFile(join(runbooks, file), 'utf8');
    for (const [name, source] of snippets(file.slice(0, -'.md'.length), text)) {
      found.set(name, source);
    }
  }
  return found;
}

/** Runs the snippet and its assertion in a process of their own, so that a loop without end ends. */
async function hold(name, source, assertion, folder) {
  if (source === undefined) {
    return 'No runbook has this snippet.';
  }
  if (!assertion) {
    return 'Nothing checks this snippet.';
  }
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, source);
  const address = (path) => JSON.stringify(pathToFileURL(path).href);
  const program = `
    import check from ${address(join(here, `${name}.mjs`))};
    import * as snippet from ${address(file)};
    await check(snippet, { file: ${address(file)} });
    process.exit(0);
  `;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  if (run.error?.code === 'ETIMEDOUT') {
    return `It took more than ${longest} ms.`;
  }
  return run.status === 0 ? undefined : `${run.stderr.trim()}\nexit code ${run.status ?? run.signal}`;
}

const wanted = process.argv.slice(2);
const found = await everySnippet();
const assertions = new Set(
  (await readdir(here)).filter((name) => name.endsWith('.mjs') && name !== 'check.mjs').map((name) => name.slice(0, -'.mjs'.length)),
);
const folder = await mkdtemp(join(tmpdir(), 'kneeboard-snippets-'));
let passed = 0;
let failed = 0;
try {
  for (const name of [...new Set([...found.keys(), ...assertions])].sort()) {
    if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) {
      continue;
    }
    const problem = await hold(name, found.get(name), assertions.has(name), folder);
    if (problem) {
      failed += 1;
      console.log(`FAILED ${name}\n${problem}`);
    } else {
      passed += 1;
      console.log(`passed ${name}`);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
