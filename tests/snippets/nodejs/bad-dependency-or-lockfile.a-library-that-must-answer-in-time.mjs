import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

export default async function check({ answersWithin }) {
  assert.equal(await answersWithin(2000, async () => 'done'), 'done');
  await assert.rejects(answersWithin(2000, async () => {
    throw new Error('broken');
  }), /broken/);
  let told = false;
  await assert.rejects(
    answersWithin(50, async (signal) => {
      signal.addEventListener('abort', () => (told = true));
      await pause(3000);
    }),
    { name: 'TimeoutError' },
  );
  assert.ok(told, 'the work hears that nobody waits any more');
}
