import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';

export default async function check({ guarded }) {
  const counted = [];
  const logged = [];
  const handler = guarded(
    async (request, response) => {
      if (request.url === '/half') {
        response.write('half');
      }
      if (request.url === '/nothing') {
        throw undefined;
      }
      const order = request.url === '/good' ? { total: 5 } : undefined;
      response.end(String(order.total));
    },
    { metrics: { increment: (name, tags) => counted.push([name, tags.reason]) }, log: { error: (error) => logged.push(error) } },
  );
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ask = (path) => fetch(`http://127.0.0.1:${server.address().port}${path}`);
  try {
    assert.equal(await (await ask('/good')).text(), '5');
    const failed = await ask('/bad');
    assert.equal(failed.status, 500);
    assert.doesNotMatch(await failed.text(), /undefined|TypeError/);
    await assert.rejects(async () => (await ask('/half')).text(), 'half an answer is no answer');
    assert.equal((await ask('/nothing')).status, 500);
    assert.deepEqual(counted.map(([, reason]) => reason), ['TypeError', 'TypeError', 'unknown']);
    assert.equal(logged.length, 3);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
