import assert from 'node:assert/strict';

export default function check({ readOrder }) {
  const order = { cents: 1999, currency: 'EUR', note: '' };
  assert.deepEqual(readOrder({ total: { cents: 1999, currency: 'EUR' } }), { order, problems: [] });
  assert.deepEqual(readOrder({ total_cents: 1999, currency: 'EUR' }), { order, problems: [] });
  assert.deepEqual(readOrder({ total: { cents: 1999, currency: 'EUR' }, total_cents: 1999 }).order, order);
  assert.deepEqual(readOrder({ total_cents: 0, currency: 'EUR', note: 'free' }).order, { cents: 0, currency: 'EUR', note: 'free' });
  for (const body of [null, 'text', [], undefined]) {
    assert.deepEqual(readOrder(body), { problems: ['the body is no object'] });
  }
  const refused = (body, words) => {
    const answer = readOrder(body);
    assert.equal(answer.order, undefined);
    assert.match(answer.problems.join(), words);
  };
  refused({ total_cents: '1999', currency: 'EUR' }, /whole number of cents/);
  refused({ total_cents: 19.99, currency: 'EUR' }, /whole number of cents/);
  refused({ total_cents: -1, currency: 'EUR' }, /whole number of cents/);
  refused({ currency: 'EUR' }, /whole number of cents/);
  refused({ total: { cents: 1999, currency: 'EUR' }, total_cents: 2000 }, /differ/);
  refused({ total_cents: 1, currency: 'euro' }, /three letters/);
  refused({ total_cents: 1, currency: 'EUR', note: 'x'.repeat(501) }, /500 characters/);
}
