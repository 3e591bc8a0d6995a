/** One check for each snippet, by runbook and heading; each is told the file of its snippet. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { act, createElement } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToStaticMarkup, renderToString } from 'react-dom/server';
import { WORKERS } from './workers.mjs';
import { listening, load, openPage, withFolder, withServer } from './workshop.mjs';

const ISO = '2026-11-25T18:30:00Z';

export const CHECKS = {
  ...WORKERS,

  async 'white-screen-after-release: Test that every built script parses at the oldest supported syntax'(path) {
    await withFolder((folder) => {
      const assets = join(folder, 'dist/assets');
      mkdirSync(assets, { recursive: true });
      const status = (script) => {
        writeFileSync(join(assets, 'app.js'), script);
        return spawnSync(process.execPath, ['--test', path], { cwd: folder }).status;
      };
      assert.equal(status('try { go(); } catch { import("./b.js"); console.log(import.meta.url); }'), 0);
      assert.equal(status('go(order?.customer);'), 1);
      assert.equal(status('go(/(?<=a)b/);'), 1);
    });
  },

  async 'white-screen-after-release: Rendering what may be missing'(path) {
    const { OrderLine } = await load(path);
    const line = (order) => renderToStaticMarkup(createElement(OrderLine, { order }));
    assert.equal(line({ customer: { name: 'Ada' }, total: 19.9 }), '<li>Ada 19.90</li>');
    assert.equal(line({}), '<li>– <strong>Price unavailable</strong></li>');
    assert.match(line({ customer: null, total: 0 }), /– 0\.00/);
  },

  async 'white-screen-after-release: A lazy part under an error boundary'(path) {
    assert.match((await renderLazy(path)).shown, /Recommended/);
    const broken = join(path, '../broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'Recommendations.tsx'), 'throw new Error("chunk is gone");\nexport default () => null;\n');
    copyFileSync(path, join(broken, basename(path)));
    const { shown, sent } = await renderLazy(join(broken, basename(path)));
    assert.match(shown, /<button>Reload this part<\/button>/);
    assert.deepEqual(sent, ['{"name":"Error","message":"chunk is gone"}']);
  },

  async 'stale-assets-or-chunk-errors: A reload for missing files that cannot loop'(path) {
    const { reloadOnce, reloadOnMissingFile } = await load(path);
    const kept = new Map();
    const memory = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
    let reloads = 0;
    const parts = { storage: () => memory, reload: () => (reloads += 1) };
    assert.equal(reloadOnce({ ...parts, busy: () => true }), false);
    assert.equal(reloadOnce({ ...parts, now: 1_000_000 }), true);
    assert.equal(reloadOnce({ ...parts, now: 1_029_999 }), false);
    assert.equal(reloadOnce({ ...parts, now: 1_030_000 }), true);
    assert.equal(reloads, 2);
    const forgetful = () => {
      throw new Error('storage is off');
    };
    assert.equal(reloadOnce({ ...parts, storage: forgetful, now: 9_000_000 }), false);
    const page = new EventTarget();
    reloadOnMissingFile(page, parts);
    const missing = () => page.dispatchEvent(new Event('vite:preloadError', { cancelable: true }));
    assert.deepEqual([missing(), missing(), reloads], [false, true, 3]);
  },

  async 'stale-assets-or-chunk-errors: Test that each named file is served as what it is'(path) {
    const { refusedFiles } = await load(path);
    const types = { '/a.js': 'text/javascript', '/a.css': 'text/css', '/html.js': 'text/html' };
    let page = '<script src="/a.js?dpl=1"></script><link href="/a.css">';
    const handle = (request, answer) => {
      const type = types[request.url.replace(/\?.*/, '')];
      if (request.url === '/') return answer.end(page);
      answer.writeHead(type ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end();
    };
    await withServer(handle, async (origin) => {
      assert.deepEqual(await refusedFiles(origin), []);
      page += '<script src="/html.js"></script><script src="/gone.js"></script>';
      assert.deepEqual(await refusedFiles(origin), ['/html.js: 200 text/html', '/gone.js: 404 text/plain']);
      page = 'Welcome to nginx';
      await assert.rejects(refusedFiles(origin), /names no script/);
    });
  },

  async 'hydration-mismatch: A local time that matches first'(path) {
    const { LocalTime } = await load(path);
    const window = openPage();
    const place = window.document.getElementById('root');
    const page = createElement(LocalTime, { iso: ISO });
    await inZone('UTC', () => (place.innerHTML = renderToString(page)));
    assert.equal(place.textContent, '2026-11-25 18:30 UTC');
    await inZone('Asia/Tokyo', async () => {
      const repaired = [];
      await act(async () => {
        hydrateRoot(place, page, { onRecoverableError: (error) => repaired.push(error) });
      });
      assert.deepEqual(repaired, []);
      assert.equal(place.textContent, new Date(ISO).toLocaleString());
    });
    assert.match(place.textContent, /26/, 'it is the next day in Tokyo');
  },

  async 'hydration-mismatch: What React had to repair, as a test sees it'(path) {
    const { repairs } = await load(path);
    const { document } = openPage();
    const Clock = () => createElement('p', null, new Date(ISO).toLocaleTimeString('en'));
    await inZone('UTC', async () => {
      const tokyo = () => (process.env.TZ = 'Asia/Tokyo');
      const found = await repairs(createElement(Clock), document.createElement('main'), tokyo);
      assert.match(found.join(), /Hydration failed/);
      const same = createElement('p', null, 'same');
      assert.deepEqual(await repairs(same, document.createElement('main'), tokyo), []);
    });
  },

  async 'hydration-mismatch: Counting mismatches by release'(path) {
    const { countMismatches } = await load(path);
    const window = openPage();
    const sent = [];
    countMismatches('v1.1.0', (body) => sent.push(JSON.parse(body)));
    const report = (message) => window.dispatchEvent(new window.ErrorEvent('error', { message }));
    report('Uncaught Error: Minified React error #418; visit the page');
    report('Uncaught TypeError: order is undefined');
    assert.deepEqual(sent.map((body) => body.release), ['v1.1.0']);
    assert.deepEqual(Object.keys(sent[0]), ['release', 'timeZone', 'locale']);
  },

  async 'server-rendering-errors-or-slow: A call with a limit, and a fallback that is safe and counted'(path) {
    const { guarded, loadBanner } = await load(path);
    const counted = [];
    const count = (...words) => counted.push(words.join(' '));
    const handle = (request, answer) => {
      if (request.url === '/good') answer.end('{"text":"Sale"}');
      if (request.url === '/bad') answer.writeHead(500).end();
      if (request.url === '/half') answer.writeHead(200).write('{"text":');
    };
    await withServer(handle, async (origin) => {
      assert.deepEqual(await loadBanner(`${origin}/good`, count), { value: 'Sale', current: true });
      assert.deepEqual(await loadBanner(`${origin}/bad`, count), { value: '', current: false });
      const body = async (signal) => (await fetch(`${origin}/half`, { signal })).json();
      const began = Date.now();
      assert.deepEqual(await guarded('half', body, 'old', count, 100), { value: 'old', current: false });
      assert.ok(Date.now() - began < 1000, 'a body that never ends is cut too');
    });
    assert.deepEqual(counted, ['banner Error', 'half TimeoutError']);
  },

  async 'server-rendering-errors-or-slow: An error page that support can work with'(path) {
    const { default: Failed } = await load(path);
    const error = Object.assign(new Error('password of the database'), { digest: '591683629' });
    const markup = renderToStaticMarkup(createElement(Failed, { error, reset() {} }));
    assert.match(markup, /Number for support: 591683629/);
    assert.doesNotMatch(markup, /password/);
  },

  async 'server-rendering-errors-or-slow: Counting failed renders by route'(path) {
    const { onRequestError } = await load(path);
    const error = Object.assign(new Error('a name of a person'), { digest: '42' });
    const request = { method: 'GET', path: '/orders?mail=ada' };
    const said = await listening(() => onRequestError(error, request, { routePath: '/orders', routeType: 'render' }));
    assert.deepEqual(JSON.parse(said[0]), {
      event: 'render failed',
      digest: '42',
      routePath: '/orders',
      routeType: 'render',
      method: 'GET',
    });
  },

  async 'api-contract-changed-under-the-client: Reading an answer that may be old, new or broken'(path) {
    const { readOrder } = await load(path);
    const counted = [];
    const read = (answer) => readOrder(answer, (field) => counted.push(field));
    const order = { id: 'A1', customer: 'Ada', totalCents: 1999 };
    assert.deepEqual(read({ id: 'A1', customer_name: 'Ada', total_cents: 1999 }), order);
    assert.deepEqual(read({ id: 'A1', customer: { name: 'Ada' }, total_cents: 1999 }), order);
    assert.deepEqual(counted, []);
    assert.deepEqual(read({ id: 'A1', customer: null, total_cents: 0 }), { id: 'A1', customer: '–', totalCents: 0 });
    for (const total_cents of [undefined, null, '1999', 19.99, NaN]) assert.equal(read({ id: 'A1', total_cents }), null);
    assert.equal(read(null), null);
    assert.deepEqual(counted, ['customer', ...Array(5).fill('total_cents'), 'id']);
  },

  async 'api-contract-changed-under-the-client: The contract test'(path) {
    const { missingFields } = await load(path);
    const wanted = ['id', 'customer.name', 'total_cents'];
    assert.deepEqual(missingFields({ id: 'A1', customer: { name: null }, total_cents: 0 }, wanted), []);
    assert.deepEqual(missingFields({ id: 'A1', customer_name: 'Ada' }, wanted), ['customer.name', 'total_cents']);
    assert.deepEqual(missingFields(null, ['id']), ['id']);
  },

  async 'api-contract-changed-under-the-client: A tab that learns that it is too old'(path) {
    const { pageTooOld } = await load(path);
    const answer = (least) => new Response(null, { headers: least ? { 'x-least-page-release': least } : {} });
    assert.deepEqual([pageTooOld(answer('8'), 7), pageTooOld(answer('7'), 7)], [true, false]);
    assert.deepEqual([pageTooOld(answer(), 7), pageTooOld(answer('soon'), 7)], [false, false]);
  },

  async 'wrong-environment-in-the-bundle: Test that a build names known hosts alone'(path) {
    const { strangeHosts } = await load(path);
    await withFolder((folder) => {
      mkdirSync(join(folder, 'assets'));
      writeFileSync(join(folder, 'assets/app.js'), 'fetch("https://API.shop.test/x"), open("wss://staging.shop.test")');
      writeFileSync(join(folder, 'index.html'), '<a href="http://localhost:3000/">');
      writeFileSync(join(folder, 'photo.png'), 'https://elsewhere.test');
      const strange = strangeHosts(folder, ['api.shop.test']);
      assert.deepEqual(strange, ['assets/app.js: staging.shop.test', 'index.html: localhost']);
    });
  },

  async 'wrong-environment-in-the-bundle: Values at run time, and none guessed'(path) {
    const { loadSettings } = await load(path);
    const { fetch } = globalThis;
    const settings = async (body, host = 'shop.test', status = 200) => {
      globalThis.fetch = async () => new Response(JSON.stringify(body), { status });
      return loadSettings(host, 'shop.test');
    };
    try {
      const production = { environment: 'production', api: 'https://api.shop.test' };
      assert.deepEqual(await settings(production), production);
      await assert.rejects(settings({ ...production, environment: 'staging' }), /settings of staging on shop.test/);
      await assert.rejects(settings(production, 'preview.test'), /settings of production on preview.test/);
      await assert.rejects(settings({ environment: 'production' }), /incomplete/);
      await assert.rejects(settings(production, 'shop.test', 404), /answered 404/);
    } finally {
      globalThis.fetch = fetch;
    }
  },
};

/** Renders the lazy part in a page; gives what is shown and what was sent. */
async function renderLazy(path) {
  const { RecommendationsPart } = await load(path);
  const window = openPage();
  const sent = [];
  window.navigator.sendBeacon = (_, body) => sent.push(body);
  const place = window.document.getElementById('root');
  await listening(() =>
    act(async () => {
      createRoot(place).render(createElement(RecommendationsPart));
      await new Promise((loaded) => setTimeout(loaded, 50));
    }),
  );
  return { shown: place.innerHTML, sent };
}

async function inZone(zone, run) {
  const { TZ } = process.env;
  process.env.TZ = zone;
  try {
    return await run();
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
}
