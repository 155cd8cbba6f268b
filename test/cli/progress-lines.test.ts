import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { withProgressLines } from '../../src/cli/progress-lines.ts';

test('where no bar can be drawn, a line every ten seconds says how far it is', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const stream = new PassThrough();
  const text = (): string => String(stream.read() ?? '');
  const result = await withProgressLines(async (onProgress) => {
    onProgress('taking a.heapsnapshot', 0, 1);
    t.mock.timers.tick(9999);
    assert.equal(text(), '');
    t.mock.timers.tick(1);
    assert.equal(text(), 'snapdiff: taking a.heapsnapshot, 10 s so far\n');
    onProgress('taking a.heapsnapshot', 455, 1000);
    t.mock.timers.tick(10_000);
    assert.equal(text(), 'snapdiff: taking a.heapsnapshot, 45 %, 20 s so far\n');
    onProgress('writing \u001b[2Ja', 1_500_000, undefined);
    t.mock.timers.tick(10_000);
    const line = text();
    assert.ok(!line.includes('\u001b') && line.endsWith('a, 1.5 MB, 30 s so far\n'), line);
    return 'done';
  }, stream);
  assert.equal(result, 'done');
  t.mock.timers.tick(60_000);
  assert.equal(text(), '');
});

test('it ends with the work, also when that fails', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const stream = new PassThrough();
  await assert.rejects(
    withProgressLines(() => Promise.reject(new Error('no')), stream),
    /^Error: no$/,
  );
  t.mock.timers.tick(60_000);
  assert.equal(stream.read(), null);
});

test('that nobody reads the lines any more does not end the work', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  let asked = 0;
  const stream = new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => {
      asked++;
      done(broken);
    },
  });
  const result = await withProgressLines(async () => {
    t.mock.timers.tick(10_000);
    await new Promise((resolve) => setImmediate(resolve));
    return 'done';
  }, stream);
  assert.equal(result, 'done');
  assert.equal(asked, 1);
});
