import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Runs a process that listens, leaves on a fatal error, and dies of `death`. */
function dieOf(file, death, close) {
  const program = `
    import { createServer } from 'node:http';
    import { leaveOnFatal } from ${JSON.stringify(file)};
    const server = createServer().listen(0);
    const log = { error: (...words) => console.error(...words) };
    leaveOnFatal(process, { log, close: ${close}, milliseconds: 300 });
    setTimeout(() => { ${death} }, 10);
    setTimeout(() => process.exit(42), 8000);
  `;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
}

export default function check(_, { file }) {
  const orderly = dieOf(file, "throw new Error('broken order')", 'async () => { server.close(); console.error("closed"); }');
  assert.equal(orderly.status, 1);
  assert.match(orderly.stderr, /fatal Error: broken order/);
  assert.match(orderly.stderr, /closed/);

  const hanging = dieOf(file, 'Promise.reject(undefined)', '() => new Promise(() => {})');
  assert.equal(hanging.status, 1, 'a close that hangs is cut by the limit');
  assert.match(hanging.stderr, /fatal undefined/);

  const refusing = dieOf(file, "Promise.reject(new Error('a')); Promise.reject(new Error('b'))", "async () => { throw new Error('stuck'); }");
  assert.equal(refusing.status, 1);
  assert.match(refusing.stderr, /closing failed Error: stuck/);
  assert.doesNotMatch(refusing.stderr, /fatal Error: b/);
}
