/** What the checks share: loading a snippet, a page, a server that answers as told. */

import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';

/** Compiles a snippet beside itself and imports it. */
export async function load(path) {
  const outfile = join(path, '..', `${basename(path)}.out.mjs`);
  await build({ entryPoints: [path], outfile, bundle: true, packages: 'external', format: 'esm', jsx: 'automatic' });
  return import(outfile);
}

/** Gives the globals of a browser page to React; returns the window. */
export function openPage() {
  const { window } = new JSDOM('<!doctype html><div id="root"></div>', { url: 'https://shop.test/' });
  for (const name of ['window', 'document', 'navigator', 'location']) {
    Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });
  }
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  return window;
}

/** Runs with a server whose answers `handle` writes; gives its address. */
export async function withServer(handle, run) {
  const server = createServer(handle);
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    await run(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Runs with a folder that is gone afterwards. */
export async function withFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs with a console that is silent, and gives what was said as error. */
export async function listening(run) {
  const said = [];
  const { error } = console;
  console.error = (...words) => said.push(words.join(' '));
  try {
    await run();
  } finally {
    console.error = error;
  }
  return said;
}
