import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foretellTime, foretellWorkers } from '../../src/capture/foretell.ts';

test('how long a process will stand still goes by its heap and its Node', () => {
  const foretold = (megabytes: number, version?: string): string | undefined =>
    foretellTime('process 7', megabytes * 1e6, version)[0];
  assert.equal(
    foretold(1000, '24.21.0'),
    'process 7 has about 1.0 GB of heap: a snapshot may stop it for 100 s, and longer on a busy machine',
  );
  assert.match(foretold(1000, '22.23.3') ?? '', / for 3 min,/);
  assert.match(foretold(100, '18.20.8') ?? '', / for 83 s,/);
  assert.match(foretold(1000) ?? '', /has at most about 1\.0 GB of heap: .* for 3 min,/);
});

test('of a small heap nothing is said', () => {
  for (const version of ['18.20.8', '20.20.2', '24.21.0', undefined]) {
    assert.deepEqual(foretellTime('process 7', 49e6, version), []);
  }
  assert.deepEqual(foretellTime('process 7', 90e6, '26.10.0'), []);
});

test('workers are told by their ids, as far as those are known and few', () => {
  assert.deepEqual(foretellWorkers('process 7', 0, []), []);
  assert.deepEqual(foretellWorkers('process 7', 2, ['1', '4']), [
    'process 7 has 2 workers, whose heaps are not in its snapshots; --worker captures one: 1, 4',
  ]);
  assert.deepEqual(foretellWorkers('process 7', 1, []), [
    'process 7 has at least one worker, whose heap is not in its snapshots; --worker captures one',
  ]);
  const ids = Array.from({ length: 12 }, (_, index) => String(index + 1));
  assert.match(foretellWorkers('process 7', 12, ids)[0] ?? '', / 12 workers, .*: 1, .*, 10, …$/);
});
