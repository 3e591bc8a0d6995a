import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { monitorEventLoopDelay } from 'node:perf_hooks';

function answer() {
  return {
    writeHead(status, headers) {
      Object.assign(this, { status, headers });
    },
    end() {
      this.ended = true;
    },
  };
}

export default function check({ loopGuard }) {
  const delays = [300, 5];
  const histogram = { enable() {}, disable() {}, reset: () => delays.shift(), percentile: () => delays[0] * 1e6 };
  const gauged = [];
  let refused = 0;
  const metrics = { gauge: (_, value) => gauged.push(value), increment: () => (refused += 1) };
  let second;
  const interval = mock.method(globalThis, 'setInterval', (tick) => {
    second = tick;
    return { unref() {} };
  });
  try {
    const guard = loopGuard({ limitMilliseconds: 100, metrics, histogram });
    assert.equal(guard.refuses(answer()), false, 'before the first second nobody is refused');
    second();
    const response = answer();
    assert.equal(guard.refuses(response), true);
    assert.deepEqual([response.status, response.headers['Retry-After'], response.ended], [503, '2', true]);
    second();
    assert.equal(guard.refuses(answer()), false, 'it recovers by itself');
    assert.deepEqual(gauged, [300, 5]);
    assert.equal(refused, 1);
    guard.stop();
  } finally {
    interval.mock.restore();
  }
  return theRealLoop(loopGuard, metrics);
}

/** A loop blocked for half a second shows as such, in milliseconds. */
async function theRealLoop(loopGuard, metrics) {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  const guard = loopGuard({ limitMilliseconds: 100, metrics, histogram });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const until = Date.now() + 500;
  while (Date.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const delay = histogram.max / 1e6;
  guard.stop();
  assert.ok(delay > 300, `a delay of ${delay} ms was measured`);
}
