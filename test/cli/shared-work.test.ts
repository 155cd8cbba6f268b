import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedWork, type Waiter } from '../../src/cli/agent/shared-work.ts';

interface Begun {
  readonly signal: AbortSignal;
  finish(result: string): void;
  fail(error: Error): void;
  tell(phase: string): void;
}

/** Work that ends when the test says so. */
function deferred(): { begun: Begun[]; work: Parameters<SharedWork<string>['get']>[2] } {
  const begun: Begun[] = [];
  return {
    begun,
    work: (signal, onProgress) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        begun.push({ signal, finish: resolve, fail: reject, tell: (phase) => onProgress(phase, 0, 1) });
      }),
  };
}

function waiter(): Waiter & { told: string[]; leave: () => void } {
  const controller = new AbortController();
  const told: string[] = [];
  return {
    signal: controller.signal,
    onProgress: (phase) => told.push(phase),
    told,
    leave: () => controller.abort(new Error('left')),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('two who ask for the same wait for one piece of work, both are told, and it is kept', async () => {
  const shared = new SharedWork<string>(2);
  const { begun, work } = deferred();
  const [a, b] = [waiter(), waiter()];
  const answers = [shared.get('x', a, work), shared.get('x', b, work)];
  await turn();
  begun[0].tell('reading');
  begun[0].finish('done');
  assert.deepEqual(await Promise.all(answers), ['done', 'done']);
  assert.deepEqual([a.told, b.told], [['reading'], ['reading']]);
  assert.equal(await shared.get('x', waiter(), work), 'done');
  assert.equal(begun.length, 1);
});

test('work goes on as long as one waits for it, and ends when the last has left', async () => {
  const shared = new SharedWork<string>(2);
  const { begun, work } = deferred();
  const [a, b] = [waiter(), waiter()];
  const answers = [shared.get('x', a, work), shared.get('x', b, work)];
  await turn();
  a.leave();
  await assert.rejects(answers[0], /left/);
  assert.equal(begun[0].signal.aborted, false);
  b.leave();
  await assert.rejects(answers[1], /left/);
  assert.equal(begun[0].signal.aborted, true);
  await shared.settled();
  const again = shared.get('x', waiter(), work);
  await turn();
  begun[1].finish('anew');
  assert.equal(await again, 'anew');
});

test('one piece is done after the other, a failure is not kept, and the oldest is forgotten', async () => {
  const shared = new SharedWork<string>(2);
  const { begun, work } = deferred();
  const first = shared.get('x', waiter(), work);
  const second = shared.get('y', waiter(), work);
  await turn();
  assert.equal(begun.length, 1);
  begun[0].fail(new Error('no such file'));
  await assert.rejects(first, /no such file/);
  await turn();
  begun[1].finish('y');
  assert.equal(await second, 'y');
  for (const name of ['x', 'z']) {
    const answer = shared.get(name, waiter(), work);
    await turn();
    begun.at(-1)?.finish(name);
    assert.equal(await answer, name);
  }
  assert.equal(begun.length, 4);
  const forgotten = shared.get('y', waiter(), work);
  await turn();
  assert.equal(begun.length, 5);
  begun[4].finish('y anew');
  assert.equal(await forgotten, 'y anew');
});

test('who has left before asking begins nothing', async () => {
  const shared = new SharedWork<string>(2);
  const { begun, work } = deferred();
  const gone = waiter();
  gone.leave();
  await assert.rejects(shared.get('x', gone, work), /left/);
  assert.equal(begun.length, 0);
});
