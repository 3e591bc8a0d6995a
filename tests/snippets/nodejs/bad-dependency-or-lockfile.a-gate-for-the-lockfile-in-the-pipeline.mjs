import assert from 'node:assert/strict';

export default function check({ lockfileProblems }) {
  const registry = 'https://registry.npmjs.org/';
  const good = { version: '1.0.0', resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz', integrity: 'sha512-x' };
  const lock = (packages) => ({ lockfileVersion: 3, packages: { '': { name: 'shop' }, ...packages } });
  assert.deepEqual(lockfileProblems(lock({ 'node_modules/a': good, 'packages/own': { version: '0.0.0' }, 'node_modules/own': { resolved: 'packages/own', link: true } }), { registry }), []);
  assert.deepEqual(
    lockfileProblems(
      lock({
        'node_modules/a/node_modules/@team/b': { version: '2.0.0', resolved: 'https://example.org/b.tgz', integrity: 'sha512-x' },
        'node_modules/c': { version: '3.0.0', resolved: 'https://registry.npmjs.org/c/-/c-3.0.0.tgz' },
        'node_modules/d': { ...good, version: '6.6.6' },
        'node_modules/alias': { ...good, name: 'd', version: '6.6.6' },
        'node_modules/e': { version: '1.0.0', resolved: 'git+ssh://git@example.org/e.git#abc', integrity: 'sha512-x' },
        'node_modules/a/node_modules/f': { version: '1.0.0', inBundle: true },
      }),
      { registry, deniedVersions: { d: ['6.6.6'] } },
    ),
    ['@team/b comes from https://example.org', 'c has no integrity', 'd 6.6.6 is denied', 'd 6.6.6 is denied', 'e comes from git+ssh://example.org'],
  );
  assert.equal(lockfileProblems({ lockfileVersion: 1, dependencies: {} }, { registry }).length, 1);
}
