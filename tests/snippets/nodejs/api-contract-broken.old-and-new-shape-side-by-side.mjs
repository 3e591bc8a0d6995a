import assert from 'node:assert/strict';

export default function check({ orderAnswer }) {
  const counted = [];
  const metrics = { increment: (name, tags) => counted.push([name, tags.route]) };
  const order = { id: 7, totalCents: 1999, currency: 'EUR' };
  assert.deepEqual(orderAnswer(order, { metrics, wantsOldFields: false }), { id: 7, total: { cents: 1999, currency: 'EUR' } });
  assert.deepEqual(counted, []);
  assert.deepEqual(orderAnswer(order, { metrics, wantsOldFields: true }), {
    id: 7,
    total: { cents: 1999, currency: 'EUR' },
    total_cents: 1999,
    currency: 'EUR',
  });
  assert.deepEqual(counted, [['contract.old_fields', 'order']]);
  assert.throws(() => orderAnswer({ id: 8, currency: 'EUR' }, { metrics, wantsOldFields: true }), /order 8 has no total/);
}
