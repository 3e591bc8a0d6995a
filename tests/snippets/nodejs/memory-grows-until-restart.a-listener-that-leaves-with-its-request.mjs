import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';

export default async function check({ nextEvent }) {
  const emitter = new EventEmitter();
  const left = () => emitter.listenerCount('ready') + emitter.listenerCount('error');

  const coming = nextEvent(emitter, 'ready');
  emitter.emit('ready', 7);
  assert.equal(await coming, 7);
  assert.equal(left(), 0);

  const failing = nextEvent(emitter, 'ready');
  emitter.emit('error', new Error('gone'));
  await assert.rejects(failing, /gone/);
  assert.equal(left(), 0);

  const alive = setTimeout(() => {}, 5000); // the signal's own timer keeps no process alive
  await assert.rejects(nextEvent(emitter, 'ready', 20), /no ready within 20 ms/);
  clearTimeout(alive);
  assert.equal(left(), 0, 'nothing stays behind after the limit');
}
