/**
 * The commands of the steps, run where they can be: in a folder of releases, against a host that serves it over TLS.
 *
 * The host answers an unknown path with the entry page, as a single page application behind a fallback does.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('node_modules', import.meta.url));
const STEP = /^- \[ \] (.*)\n((?: {2}.*\n)*)/gm;
const COMMAND = /^ {2}```sh\n((?: {2}.*\n)*?) {2}```$/m;
const OUTSIDE = ['aws', 'vercel', 'sudo', 'journalctl', 'npm run', 'TZ=UTC npm run'];
const TYPES = { js: 'text/javascript', css: 'text/css', html: 'text/html', json: 'application/json' };

/** The commands of a runbook's steps, each with its action; what a label holds is no command. */
export function commandsOf(markdown) {
  const [steps] = markdown.split('\n## Reference\n');
  return [...steps.matchAll(STEP)].flatMap(([, action, body]) => {
    const [, command] = COMMAND.exec(body) ?? [];
    return command ? [{ action, command: command.trim() }] : [];
  });
}

/** Whether a command needs an account, an init system or a build that is not here. */
export function isOutside(command) {
  return OUTSIDE.some((program) => command.startsWith(`${program} `));
}

/** What a command has to show, by a piece of it; the first that fits is taken. */
const SHOWN = [
  ['acorn@', async (host) => {
    const { said, out } = await host.run();
    assert.match(out, /\/assets\/app-bbbb\.js\n\/assets\/gone-cccc\.js/);
    assert.match(said, /Unexpected token \(1:13\)\n.*Unexpected token \(1:0\)/s);
    host.write('current/index.html', '<script src="/assets/lazy-dddd.js"></script>');
    const { said: none } = await host.run();
    assert.equal(none, '', 'a dynamic import is no new syntax');
  }],
  ['%{content_type} $path', async (host) => {
    const { out } = await host.run();
    assert.match(out, /^200 text\/css \/assets\/app\.css$/m);
    assert.match(out, /^200 text\/javascript \/assets\/app-bbbb\.js$/m);
    assert.match(out, /^200 text\/html \/assets\/gone-cccc\.js$/m);
  }],
  ["grep -oE 'https?://", async (host) => assert.match((await host.run()).out, /1 https:\/\/api\.staging\.shop\.test$/m)],
  ['(src|data-dpl-id)=', async (host) => assert.match((await host.run()).out, /^src="\/assets\/app-bbbb\.js"$/m)],
  ['diff page-1.txt', async (host) => {
    host.asks.failing_path = '/clock';
    assert.match((await host.run()).out, /^< p>\d+$/m);
    host.asks.failing_path = '/index.html';
    assert.equal((await host.run()).out, '');
  }],
  ['%{time_starttransfer}', async (host) => {
    const lines = (await host.run()).out.trim().split('\n');
    assert.equal(lines.length, 6);
    for (const line of lines.slice(0, 5)) assert.match(line, /^500 0\.[23]\d+ s$/);
    assert.match(lines[5], /^file 200 0\.0\d+ s$/);
  }],
  ['json.tool', async (host) => {
    host.asks.failing_path = '/api/order.json';
    await host.run();
    assert.equal(host.read('evidence-answer.json'), '{\n    "id": "A1",\n    "total": 1999\n}\n');
    host.asks.failing_path = '/';
    assert.match((await host.run()).said, /Expecting value/);
  }],
  ['sha256sum', async (host) => {
    const { out } = await host.run();
    assert.equal(out, execFileSync('sha256sum', { input: host.read('v1.1.0/sw.js'), encoding: 'utf8' }));
  }],
  ['age|x-cache', async (host) => assert.match((await host.run()).out, /^HTTP.* 200.*\r?\ncache-control: no-cache/im)],
  ["curl -sSI", async (host) => assert.match((await host.run()).out, /content-type: text\/javascript/i)],
  ['-o evidence-worker.js', async (host) => {
    await host.run();
    assert.equal(host.read('evidence-worker.js'), host.read('v1.1.0/sw.js'));
    assert.match(host.read('evidence-headers.txt'), /cache-control: no-cache/i);
  }],
  ['evidence-{{release.bad}}.html', async (host) => {
    await host.run();
    assert.ok(existsSync(host.place('evidence-v1.1.0.html')));
  }],
  ['ln -sT', async (host) => {
    assert.match((await host.run()).out, /v1\.0\.0$/m);
    assert.match(host.read('current/index.html'), /app-aaaa/);
    assert.equal((await host.run({ good: 'gone' })).out, '', 'a folder that is gone changes nothing');
    assert.match(host.read('current/index.html'), /app-aaaa/);
    writeFileSync(host.place('current.tmp'), '');
    assert.match((await host.run()).said, /File exists/);
  }],
  ['touch ', async (host) => {
    await wait(1100);
    const now = Math.floor(Date.now() / 1000) * 1000;
    const [, modified] = /last-modified: (.*)/i.exec((await host.run()).out);
    assert.ok(Date.parse(modified) >= now, `${modified} is of now`);
  }],
  ['{{release.bad}}/', async (host) => {
    const { said, out } = await host.run();
    assert.equal(said + out, '');
    const [there] = ['v1.0.0/assets/app-bbbb.js', 'v1.0.0/.next/static/new.js'].filter((path) => existsSync(host.place(path)));
    assert.ok(there, 'the files of the bad release lie beside the good ones');
    assert.match(host.read('v1.0.0/index.html'), /app-aaaa/, 'the entry page stays');
    assert.match((await host.run({ good: 'gone' })).said, /No such file or directory/);
  }],
  ['cp -an', async (host) => {
    const { said, out } = await host.run();
    assert.equal(said + out, '');
    assert.ok(existsSync(host.place('current/assets/app-aaaa.js')) || existsSync(host.place('current/.next/static/old.js')));
    assert.match(host.read('current/index.html'), /app-bbbb/, 'the entry page stays');
    assert.match((await host.run({ good: 'gone' })).said, /No such file or directory/);
  }],
  ['npm ls', async (host) => {
    assert.match((await host.run()).out, /next@15\.5\.29/);
    assert.match((await host.run({ good: 'gone' })).said, /No such file or directory/);
  }],
  ['git diff', async (host) => {
    assert.equal((await host.run()).out, 'M\tpackage.json\n');
    assert.match((await host.run({ good: 'v0.0.0' })).said, /bad revision/);
  }],
];

/** Runs one command on a host of its own; throws where it does not show what its step promises. */
export async function checkCommand(command, folder) {
  const [, shown] = SHOWN.find(([piece]) => command.includes(piece)) ?? [];
  if (!shown) throw new Error(`Nothing runs this command: ${command}`);
  lay(folder);
  const server = createServer(certificate(folder), (request, answer) => serve(folder, request, answer));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    await shown(host(command, folder, server.address().port));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Two releases, the link to the newer one, and their repository. */
function lay(folder) {
  const write = (path, text) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('v1.0.0/index.html', '<script src="/assets/app-aaaa.js"></script>');
  write('v1.0.0/assets/app-aaaa.js', 'start();');
  write('v1.0.0/.next/static/old.js', 'start();');
  write('v1.0.0/package.json', '{"name":"shop","version":"1.0.0","dependencies":{"next":"15.5.29"}}');
  write('v1.0.0/node_modules/next/package.json', '{"name":"next","version":"15.5.29"}');
  const named = '<link href="/assets/app.css"><script src="/assets/app-bbbb.js"></script><script src="/assets/gone-cccc.js"></script>';
  write('v1.1.0/index.html', named);
  write('v1.1.0/assets/app-bbbb.js', 'start(page) ?? call("https://api.staging.shop.test");');
  write('v1.1.0/assets/lazy-dddd.js', 'export const go = () => import("./more.js");');
  write('v1.1.0/assets/app.css', 'p {}');
  write('v1.1.0/.next/static/new.js', 'start();');
  write('v1.1.0/sw.js', 'self.addEventListener("install", () => self.skipWaiting());');
  write('v1.1.0/api/order.json', '{"total":1999,"id":"A1"}');
  symlinkSync(join(folder, 'v1.1.0'), join(folder, 'current'));
  symlinkSync(MODULES, join(folder, 'node_modules'));
  const git = (...words) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@shop.test', ...words], { cwd: folder, stdio: 'ignore' });
  git('init');
  for (const tag of ['v1.0.0', 'v1.1.0']) {
    write('package.json', `{"version":"${tag}"}`);
    git('add', 'package.json');
    git('commit', '-m', tag);
    git('tag', tag);
  }
}

function certificate(folder) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

async function serve(folder, request, answer) {
  const path = request.url.replace(/\?.*/, '');
  if (path === '/clock') return answer.end(`<p>${process.hrtime.bigint()}</p>`);
  if (path === '/slow') return answer.writeHead(await wait(200, 500)).end();
  const asked = join(folder, 'current', path);
  const file = statSync(asked, { throwIfNoEntry: false })?.isFile() ? asked : join(folder, 'current/index.html');
  const modified = statSync(file).mtime.toUTCString();
  const type = TYPES[file.split('.').pop()];
  answer.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', 'last-modified': modified });
  answer.end(readFileSync(file));
}

/** What a check may do with the host: run the command, read and write its files. */
function host(command, folder, port) {
  const asks = { releases_folder: folder, script_path: '/sw.js', failing_path: '/slow' };
  const place = (path) => join(folder, path);
  return {
    asks,
    place,
    read: (path) => readFileSync(place(path), 'utf8'),
    write: (path, text) => writeFileSync(place(path), text),
    run: ({ good = 'v1.0.0' } = {}) => {
      const values = { 'service.host': `localhost:${port}`, 'release.good': good, 'release.bad': 'v1.1.0' };
      const filled = command.replace(/\{\{(?:ask: )?([a-z._]+)\}\}/g, (_, name) => values[name] ?? asks[name]);
      return bash(filled, folder);
    },
  };
}

function bash(command, cwd) {
  return new Promise((done, failed) => {
    const env = { ...process.env, CURL_CA_BUNDLE: join(cwd, 'cert.pem'), LC_ALL: 'C' };
    const child = spawn('bash', ['-c', command], { cwd, env });
    let [out, said] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (said += text));
    child.on('error', failed);
    child.on('close', () => done({ out, said }));
  });
}
