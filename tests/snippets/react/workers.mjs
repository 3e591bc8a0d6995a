/** The checks of the service worker snippets, with a browser that is made up of the parts they touch. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { load } from './workshop.mjs';

const RUNBOOK = 'service-worker-serves-old-app';

export const WORKERS = {
  async [`${RUNBOOK}: A worker that retires itself`](path) {
    const browser = start(path, ['shop-v1', 'other', 'stuck']);
    browser.caches.delete = async (name) => {
      if (name === 'stuck') throw new Error('quota');
      return browser.names.delete(name);
    };
    const navigated = [];
    browser.pages = [
      { url: 'https://shop.test/a', navigate: async (url) => navigated.push(url) },
      { url: 'https://shop.test/b', navigate: () => Promise.reject(new TypeError('not controlled')) },
    ];
    await browser.say('install');
    await browser.say('activate');
    assert.deepEqual([...browser.names], ['stuck']);
    assert.deepEqual(browser.done, ['skipWaiting', 'unregister']);
    assert.deepEqual(navigated, ['https://shop.test/a']);
    assert.equal(browser.heard.fetch, undefined, 'it answers no request');
  },

  async [`${RUNBOOK}: A worker that asks the network first`](path) {
    const browser = start(path, ['shop-v1.0.0', 'other']);
    await browser.say('install');
    assert.deepEqual(browser.done, [], 'it waits until the page says so');
    await browser.say('message', { data: 'take over' });
    assert.deepEqual(browser.done, ['skipWaiting']);
    await browser.say('activate');
    assert.deepEqual([...browser.names], ['other'], 'caches of others stay');
    const visit = () => browser.say('fetch', { request: { mode: 'navigate', url: '/' } });
    browser.network = async () => new Response('new');
    assert.equal(await (await visit()).text(), 'new');
    browser.network = async () => new Response('down', { status: 503 });
    assert.equal((await visit()).status, 503);
    browser.network = () => Promise.reject(new TypeError('offline'));
    assert.equal(await (await visit()).text(), 'new', 'the last good page, not the error');
    assert.equal(await browser.say('fetch', { request: { mode: 'cors', url: '/api' } }), undefined);
  },

  async [`${RUNBOOK}: Offering the new release to the person`](path) {
    const { registerWorker } = await load(path);
    const messages = [];
    const waiting = { postMessage: (message) => messages.push(message) };
    const installing = new EventTarget();
    const registration = Object.assign(new EventTarget(), { waiting: null, installing });
    const workers = Object.assign(new EventTarget(), { controller: null, register: async () => registration });
    Object.defineProperty(globalThis, 'navigator', { value: { serviceWorker: workers }, configurable: true });
    let reloads = 0;
    Object.defineProperty(globalThis, 'location', { value: { reload: () => (reloads += 1) }, configurable: true });
    const offers = [];
    await registerWorker((accept) => offers.push(accept));
    registration.dispatchEvent(new Event('updatefound'));
    registration.waiting = waiting;
    installing.dispatchEvent(new Event('statechange'));
    assert.equal(offers.length, 0, 'a first visit is offered nothing');
    workers.controller = {};
    installing.dispatchEvent(new Event('statechange'));
    assert.deepEqual([offers.length, messages, reloads], [1, [], 0]);
    offers[0]();
    workers.dispatchEvent(new Event('controllerchange'));
    workers.dispatchEvent(new Event('controllerchange'));
    assert.deepEqual([messages, reloads], [['take over'], 1]);
  },
};

/** Starts a worker script in a made-up browser that has these caches. */
function start(path, names) {
  const browser = { names: new Set(names), heard: {}, done: [], pages: [], network: undefined };
  const kept = new Map();
  browser.caches = {
    keys: async () => [...browser.names],
    delete: async (name) => browser.names.delete(name),
    open: async () => ({
      put: async (request, answer) => kept.set(request.url, answer),
      match: async (request) => kept.get(request.url)?.clone(),
    }),
  };
  const self = {
    addEventListener: (kind, hear) => (browser.heard[kind] = hear),
    skipWaiting: async () => browser.done.push('skipWaiting'),
    registration: { unregister: async () => browser.done.push('unregister') },
    clients: { matchAll: async () => browser.pages },
  };
  browser.say = async (kind, event = {}) => {
    let answer;
    const wait = (promise) => (answer = promise);
    browser.heard[kind]?.({ ...event, waitUntil: wait, respondWith: wait });
    return answer;
  };
  runInNewContext(readFileSync(path, 'utf8'), { self, caches: browser.caches, fetch: (...asked) => browser.network(...asked) });
  return browser;
}
