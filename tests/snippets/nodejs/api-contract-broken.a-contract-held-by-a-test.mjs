import assert from 'node:assert/strict';

export default function check({ contractBreaks }) {
  const kept = { id: 1, total: { cents: 1999 }, lines: [{ sku: 'a', gift: null }] };
  assert.deepEqual(contractBreaks(kept, { id: 2, total: { cents: 5, currency: 'EUR' }, lines: [{ sku: 'b', gift: null }], more: 1 }), []);
  assert.deepEqual(contractBreaks(kept, { id: '2', total: { amount: 5 }, lines: [{ sku: 'b', gift: null }, { gift: null }] }), [
    'answer.id was number and is string',
    'answer.total.cents was number and is undefined',
    'answer.lines[1].sku was string and is undefined',
  ]);
  assert.deepEqual(contractBreaks(kept, { id: 1, total: null, lines: [] }), [
    'answer.total was object and is null',
    'answer.lines is empty, so nothing was compared',
  ]);
  assert.deepEqual(contractBreaks([], [1]), []);
}
