/**
 * Holds the snippets of the React runbooks against the real packages.
 *
 * Each ts, tsx and js fence below `## Reference` is written to snippets.tmp/, TypeScript and React
 * are type-checked there, and each is run by the check that has its name in checks.mjs.
 * Each command of a step that can be run here is run too, and shows what its step promises.
 * A fence or command that no check runs is a failure, and so is a check whose fence is gone.
 * Words on the command line choose checks by their name.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKS } from './checks.mjs';
import { checkCommand, commandsOf, isOutside } from './commands.mjs';
import { withFolder } from './workshop.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const RUNBOOKS = join(HERE, '../../../runbooks/react');
const FOLDER = join(HERE, 'snippets.tmp');
const FENCE = /^```(tsx?|js)\n(.*?)^```$/gms;

/** Writes the fences of every Reference as files; gives them by runbook and heading. */
function extract() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  const found = new Map();
  for (const file of readdirSync(RUNBOOKS).sort()) {
    const runbook = basename(file, '.md');
    const [, reference = ''] = readFileSync(join(RUNBOOKS, file), 'utf8').split('\n## Reference\n');
    for (const section of `\n${reference}`.split('\n### ').slice(1)) {
      const name = `${runbook}: ${section.slice(0, section.indexOf('\n'))}`;
      for (const [, language, code] of section.matchAll(FENCE)) {
        if (found.has(name)) throw new Error(`${name} has two snippets; give each a heading.`);
        const path = join(FOLDER, `snippet${found.size}.${language === 'js' ? 'mjs' : language}`);
        writeFileSync(path, code);
        found.set(name, path);
      }
    }
  }
  // The lazy part of one snippet needs something to load.
  writeFileSync(join(FOLDER, 'Recommendations.tsx'), 'export default () => <p>Recommended</p>;\n');
  return found;
}

/** The compiler's complaints, by file; empty where there are none. */
function complaints() {
  try {
    execFileSync(process.execPath, [join(HERE, 'node_modules/typescript/bin/tsc'), '-p', HERE], { encoding: 'utf8' });
    return [];
  } catch (error) {
    return String(error.stdout).trim().split('\n');
  }
}

const wanted = process.argv.slice(2);
const snippets = extract();
const wrong = complaints();
let passed = 0;
let failed = 0;

async function check(name, run) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) return;
  try {
    await run();
    passed += 1;
    console.log(`passed ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack ?? error}`);
  }
}

for (const name of new Set([...snippets.keys(), ...Object.keys(CHECKS)])) {
  await check(name, async () => {
    const path = snippets.get(name);
    if (!path) throw new Error('The runbook has no such snippet.');
    const mine = wrong.filter((line) => line.includes(basename(path)));
    if (mine.length > 0) throw new Error(mine.join('\n'));
    if (!CHECKS[name]) throw new Error('Nothing checks this snippet.');
    await CHECKS[name](path);
  });
}
await check('types of all snippets together', () => {
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const commands = new Map();
const outside = new Set();
for (const file of readdirSync(RUNBOOKS).sort()) {
  for (const { action, command } of commandsOf(readFileSync(join(RUNBOOKS, file), 'utf8'))) {
    if (isOutside(command)) outside.add(command);
    else commands.set(command, `${basename(file, '.md')}: ${action}`);
  }
}
for (const [command, name] of commands) {
  await check(`command of ${name}`, () => withFolder((folder) => checkCommand(command, folder)));
}
if (wanted.length === 0) {
  const programs = new Set([...outside].map((command) => command.replace(/^\w+=\S+ /, '').split(' ')[0]));
  console.log(`${outside.size} commands of steps were not run here: ${[...programs].sort().join(', ')}`);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
