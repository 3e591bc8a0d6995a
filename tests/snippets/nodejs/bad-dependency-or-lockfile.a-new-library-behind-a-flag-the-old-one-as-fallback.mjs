import assert from 'node:assert/strict';

export default async function check({ switchable }) {
  const counted = [];
  let on = false;
  let loads = 0;
  let broken = true;
  const parts = {
    flag: 'new-pdf',
    isOn: async (_, { fallback }) => on ?? fallback,
    legacy: (name) => `old ${name}`,
    load: async () => {
      loads += 1;
      if (broken) {
        throw new SyntaxError('cannot parse');
      }
      return (name) => `new ${name}`;
    },
    metrics: { increment: (name, tags) => counted.push([name, tags.reason]) },
  };
  const draw = switchable({ ...parts, mayFallBack: true });
  assert.equal(await draw('a'), 'old a');
  assert.equal(loads, 0, 'nothing is loaded while the flag is off');
  on = true;
  assert.equal(await draw('a'), 'old a');
  assert.deepEqual(counted, [['library.failed', 'SyntaxError']]);
  await assert.rejects(switchable(parts)('a'), SyntaxError, 'without a word it does not fall back');
  broken = false;
  assert.equal(await draw('a'), 'new a');
  assert.equal(await draw('b'), 'new b');
  assert.equal(loads, 3, 'loaded once after it worked');
  on = undefined;
  assert.equal(await draw('a'), 'old a', 'without the flag service the old path');
}
