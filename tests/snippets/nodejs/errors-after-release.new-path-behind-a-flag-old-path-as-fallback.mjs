import assert from 'node:assert/strict';

export default async function check({ priceFor }) {
  const counted = [];
  const parts = (on, total) => ({
    flags: { isOn: async (_, { fallback }) => on ?? fallback },
    pricing: { total },
    legacyPricing: { total: () => 'old' },
    metrics: { increment: (name, tags) => counted.push([name, tags.reason]) },
  });
  assert.equal(await priceFor({}, parts(true, async () => 'new')), 'new');
  assert.equal(await priceFor({}, parts(false, async () => 'new')), 'old');
  assert.equal(await priceFor({}, parts(undefined, async () => 'new')), 'old', 'without the flag service the old path');
  assert.deepEqual(counted, []);
  const failing = async () => {
    throw new TypeError('no discount');
  };
  assert.equal(await priceFor({}, parts(true, failing)), 'old');
  assert.deepEqual(counted, [['pricing.fallback', 'TypeError']]);
}
