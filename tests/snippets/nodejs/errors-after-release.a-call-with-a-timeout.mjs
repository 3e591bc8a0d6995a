import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';

export default async function check({ loadProfile }) {
  const server = createServer((request, response) => {
    if (request.url === '/good') {
      response.end('{"name":"Ada"}');
    } else if (request.url === '/bad') {
      response.writeHead(503).end();
    } else if (request.url === '/halfway') {
      response.write('{"name":'); // and never the rest
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `http://127.0.0.1:${server.address().port}`;
  try {
    assert.deepEqual(await loadProfile(`${host}/good`), { name: 'Ada' });
    await assert.rejects(loadProfile(`${host}/bad`), /answered 503/);
    await assert.rejects(loadProfile(`${host}/silent`, 100), { name: 'TimeoutError' });
    await assert.rejects(loadProfile(`${host}/halfway`, 100), { name: 'TimeoutError' }, 'the limit covers the body');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
