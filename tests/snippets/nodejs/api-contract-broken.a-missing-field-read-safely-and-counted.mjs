import assert from 'node:assert/strict';

export default function check({ fieldReader }) {
  const counted = [];
  const read = fieldReader({ metrics: { increment: (name, tags) => counted.push([name, tags.path]) } });
  assert.equal(read.shown({ user: { name: '' } }, 'user.name', 'guest'), '');
  assert.equal(read.charged({ total: { cents: 0 } }, 'total.cents'), 0);
  assert.deepEqual(counted, []);
  assert.equal(read.shown({ user: null }, 'user.name', 'guest'), 'guest');
  assert.equal(read.shown({ user: { name: null } }, 'user.name', 'guest'), 'guest');
  assert.throws(() => read.charged({ discount: undefined }, 'discount'), /discount is no whole number/);
  assert.throws(() => read.charged({ total: '1999' }, 'total'), /no whole number/);
  assert.deepEqual(counted, [
    ['contract.missing', 'user.name'],
    ['contract.missing', 'user.name'],
    ['contract.refused', 'discount'],
    ['contract.refused', 'total'],
  ]);
}
