import assert from 'node:assert/strict';

export default async function check({ inSlices }) {
  const seen = [];
  let served = 0;
  const others = setInterval(() => (served += 1), 1);
  const spin = (item) => {
    const until = performance.now() + 3;
    while (performance.now() < until);
    seen.push(item);
  };
  await inSlices([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], spin, 5);
  clearInterval(others);
  assert.deepEqual(seen, Array.from({ length: 20 }, (_, at) => at + 1));
  assert.ok(served >= 3, `others were served ${served} times meanwhile`);
  await assert.rejects(inSlices([1], () => {
    throw new Error('bad item');
  }), /bad item/);
}
