import assert from 'node:assert/strict';

export default function check({ readField }) {
  const missing = [];
  const read = (source, path) => readField(source, path, 'guest', (name) => missing.push(name));
  assert.equal(read({ user: { name: 'Ada' } }, ['user', 'name']), 'Ada');
  assert.equal(read({ user: { name: '' } }, ['user', 'name']), '', 'an empty value is a value');
  assert.equal(readField({ left: 0 }, ['left'], 7), 0, 'zero is a value');
  assert.deepEqual(missing, []);
  assert.equal(read(undefined, ['user', 'name']), 'guest');
  assert.equal(read({ user: null }, ['user', 'name']), 'guest');
  assert.deepEqual(missing, ['user.name', 'user.name']);
}
