import assert from 'node:assert/strict';

export default function check({ memorySample }) {
  const megabyte = 1024 * 1024;
  assert.deepEqual(memorySample({ rss: 300 * megabyte, heapUsed: 50 * megabyte, external: 12 * megabyte }, 200 * megabyte), {
    processMegabytes: 300,
    heapMegabytes: 50,
    outsideHeapMegabytes: 12,
    heapPercentOfLimit: 25,
  });
  const before = memorySample();
  const held = Buffer.alloc(64 * megabyte, 1);
  const after = memorySample();
  assert.ok(after.outsideHeapMegabytes - before.outsideHeapMegabytes >= 60, 'a buffer grows outside of the heap');
  assert.equal(held.length, 64 * megabyte);
}
