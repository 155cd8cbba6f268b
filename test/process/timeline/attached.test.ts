import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHeapReader } from '../../../src/cli/commands/watch-attach.ts';
import type { TimelineSample } from '../../../src/preload/timeline-sample.cts';
import { observeProcess, sampleProcess } from '../../../src/timeline/observe-process.ts';
import { triage } from '../../../src/timeline/triage.ts';
import type { Triage } from '../../../src/timeline/triage-report.ts';
import { rateOf } from '../../timeline/rate-of.ts';
import { startedProgram } from './start-program.ts';

/** Five of them at least must be judged, and a quarter is warm-up. */
const collectionsWanted = 30;
/** On a busy machine the warm-up takes more of them. */
const maxCollections = 300;

/**
 * Watches a program as `watch --attach` does, only faster, until it has collected so often, or was sampled so often
 * where it is not asked to.
 */
async function watchProgram(
  program: string,
  collectEveryMs: number | null,
  isSettled: (result: Triage['result']) => boolean = () => true,
): Promise<Triage> {
  const { pid } = await startedProgram(program, {});
  const { signal } = new AbortController();
  const notes: string[] = [];
  const samples: TimelineSample[] = [];
  const observed = observeProcess(pid) ?? assert.fail('it has ended');
  const reader =
    (await openHeapReader(
      pid,
      { mayOpen: true, collectEveryMs },
      { signal, onNote: (note) => Promise.resolve(void notes.push(note)) },
    )) ?? assert.fail('not attached');
  const judge = (): Triage => triage({ pid, samples, context: observed.context });
  const isEnough = (): boolean => {
    if (collectEveryMs === null) return samples.length >= 60 && isSettled(judge().result);
    const collected = samples.filter(({ collectionMs }) => collectionMs !== null).length;
    return collected >= collectionsWanted && (collected >= maxCollections || isSettled(judge().result));
  };
  while (!isEnough()) {
    const reading = await reader.read();
    samples.push(
      sampleProcess(observed, reading?.heap ?? null, reading?.collectionMs ?? null) ?? assert.fail('ended'),
    );
    // The pace at which it samples; how busy the machine is decides how long it takes.
    await sleep(50);
  }
  assert.equal(await reader.close(), undefined);
  return judge();
}

describe('programs that are attached to', { concurrency: 2 }, () => {
  test('garbage of a light load is not growth, once it was collected', async () => {
    const { result, evidence } = await watchProgram(
      'light-load',
      100,
      (verdict) => verdict !== 'inconclusive',
    );
    assert.equal(result, 'no-growth', evidence.join('\n'));
  });

  test('without collections the same is nothing that anybody could tell', async () => {
    // On a busy machine it takes long until the program has left any garbage.
    const { result, evidence } = await watchProgram('light-load', null, (verdict) => verdict !== 'no-growth');
    assert.equal(result, 'inconclusive', evidence.join('\n'));
    assert.ok(Number.isNaN(rateOf(evidence.join('\n'))), evidence.join('\n'));
  });

  test('a leak under garbage is found, with the rate of the leak', async () => {
    const { result, evidence } = await watchProgram(
      'leak-under-garbage',
      100,
      (verdict) => verdict !== 'inconclusive',
    );
    assert.equal(result, 'js-heap-leak', evidence.join('\n'));
    assert.match(evidence.join('\n'), /measured after each of \d+ collections that were asked for/);
    assert.ok(Math.abs(rateOf(evidence[0]) / 500_000 - 1) < 0.3, evidence[0]);
  });
});
