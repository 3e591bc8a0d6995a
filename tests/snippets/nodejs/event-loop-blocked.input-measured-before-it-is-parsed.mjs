import assert from 'node:assert/strict';
import { Readable } from 'node:stream';

export default async function check({ readJson }) {
  const body = (...texts) => Readable.from(texts.map((text) => Buffer.from(text)));
  assert.deepEqual(await readJson(body('{"city":"Z', 'ürich"}')), { city: 'Zürich' });
  const euro = Buffer.from('"€"');
  assert.equal(await readJson(Readable.from([euro.subarray(0, 2), euro.subarray(2)])), '€', 'a letter cut in two comes together');
  await assert.rejects(readJson(body('{"a":')), { statusCode: 400 });
  await assert.rejects(readJson(body('')), { statusCode: 400 });
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 1;
      yield Buffer.alloc(1000, 32);
    }
  }
  await assert.rejects(readJson(endless(), { mostBytes: 5000 }), { statusCode: 413 });
  assert.equal(sent, 6, 'it stops to read at the limit');
}
