import assert from 'node:assert/strict';

export default function check({ requireValues }) {
  const readers = {
    DATABASE_URL: (value) => new URL(value),
    PORT: (value) => {
      if (!/^\d+$/.test(value)) {
        throw new Error(`PORT is ${value}`);
      }
      return Number(value);
    },
  };
  const values = requireValues({ DATABASE_URL: 'postgres://db/shop', PORT: ' 8080 ' }, readers);
  assert.equal(values.PORT, 8080);
  assert.equal(values.DATABASE_URL.pathname, '/shop');
  assert.throws(() => {
    values.PORT = 1;
  }, TypeError);
  assert.throws(() => requireValues({ PORT: 's3cret' }, readers), (error) => {
    assert.equal(error.message, 'Cannot start: DATABASE_URL is missing, PORT is not usable');
    assert.doesNotMatch(`${error.stack}`, /s3cret/);
    return true;
  });
  assert.throws(() => requireValues({ DATABASE_URL: '  ', PORT: '1' }, readers), /DATABASE_URL is missing/);
}
