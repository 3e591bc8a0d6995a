import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';

export default async function check({ budget }) {
  const server = createServer((request, response) => {
    if (request.url === '/good') {
      response.end('{"method":"' + request.method + '"}');
    } else if (request.url === '/bad') {
      response.writeHead(502).end('sorry');
    } else if (request.url === '/halfway') {
      response.write('{');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `http://127.0.0.1:${server.address().port}`;
  try {
    const call = budget(1500);
    assert.deepEqual(await call(`${host}/good`, { method: 'POST' }), { method: 'POST' });
    await assert.rejects(call(`${host}/bad`), /answered 502/);
    const began = Date.now();
    await assert.rejects(call(`${host}/silent`, { atMost: 100 }), { name: 'TimeoutError' });
    assert.ok(Date.now() - began < 1200, 'one call ends before the whole budget does');
    await assert.rejects(call(`${host}/halfway`, { atMost: 100 }), { name: 'TimeoutError' });

    const short = budget(200);
    await assert.rejects(short(`${host}/silent`, { atMost: 60_000 }), { name: 'TimeoutError' });
    await assert.rejects(short(`${host}/good`), { name: 'TimeoutError' }, 'a used budget lets no further call begin');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
