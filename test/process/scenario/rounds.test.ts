import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { describeError } from '../../../src/scenario/causes.cts';
import { Rounds } from '../../../src/scenario/rounds.cts';
import { idsOf } from '../capture/capture-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-rounds-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'x.heapsnapshot');

const reset = (): Error =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  });

/** Work that fails in the iterations given, each as often as it is named there; and the iterations it was asked for. */
function failing(...numbers: readonly number[]): { work: (i: number) => void; asked: number[] } {
  const left = [...numbers];
  const asked: number[] = [];
  const work = (iteration: number): void => {
    asked.push(iteration);
    const found = left.indexOf(iteration);
    if (found === -1) return;
    left.splice(found, 1);
    throw reset();
  };
  return { work, asked };
}

suite('a connection that breaks', () => {
  test('right behind a snapshot: that iteration is repeated', async () => {
    const { work, asked } = failing(2);
    const rounds = new Rounds(work);
    await rounds.run(2);
    await rounds.snapshot(path);
    await rounds.run(2);
    assert.deepEqual(asked, [0, 1, 2, 2, 3]);
  });

  test('twice, or later on, or for another reason: the error comes through', async () => {
    for (const numbers of [[0, 0], [1]]) {
      const rounds = new Rounds(failing(...numbers).work);
      await rounds.snapshot(path);
      await assert.rejects(rounds.run(2), /fetch failed/);
    }
    const rounds = new Rounds(() => Promise.reject(new Error('no database')));
    await rounds.snapshot(path);
    await assert.rejects(rounds.run(1), /no database/);
    assert.equal(rounds.iterations, 1);
  });
});

test('an error is described with what caused it, however often, and once where that leads back', () => {
  const loop = new Error('first');
  loop.cause = new Error('second', { cause: loop });
  const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
  assert.equal(describeError(reset()), 'TypeError: fetch failed, caused by Error: read ECONNRESET');
  assert.equal(describeError(loop), 'Error: first, caused by Error: second');
  assert.equal(describeError(refused), 'AggregateError (ECONNREFUSED)');
  assert.equal(describeError('nothing'), "'nothing'");
  assert.equal(describeError(undefined), '');
});

test('between two snapshots the maps can be kept: objects have their ids in both', async () => {
  class Kept {}
  const all = Array.from({ length: 20 }, () => new Kept());
  const rounds = new Rounds(() => all.length);
  const ids = [];
  for (let time = 0; time < 2; time++) {
    await rounds.snapshot(path);
    ids.push(await idsOf(path, 'Kept'));
    await rounds.keepMaps(path);
  }
  assert.equal(ids[0]?.size, 20);
  assert.deepEqual(ids[1], ids[0]);
});
