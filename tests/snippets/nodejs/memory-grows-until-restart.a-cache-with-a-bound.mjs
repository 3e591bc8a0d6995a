import assert from 'node:assert/strict';

export default function check({ boundedCache }) {
  let time = 0;
  const evicted = [];
  const cache = boundedCache({ most: 2, milliseconds: 100, now: () => time, onEvict: (why) => evicted.push(why) });
  cache.set('a', 1);
  cache.set('b', 2);
  assert.equal(cache.get('a'), 1);
  cache.set('c', 3);
  assert.equal(cache.get('b'), undefined, 'the one used longest ago leaves');
  assert.equal(cache.get('a'), 1);
  cache.set('a', 0);
  assert.equal(cache.get('a'), 0);
  assert.deepEqual(evicted, ['size']);
  time = 101;
  assert.equal(cache.get('a'), undefined);
  assert.deepEqual(evicted, ['size', 'age']);
  for (let key = 0; key < 10_000; key += 1) {
    cache.set(key, key);
  }
  assert.equal(cache.size, 2);
}
