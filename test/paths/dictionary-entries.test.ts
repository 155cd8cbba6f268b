import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgesFromRoot } from '../../src/analysis/shortest-paths.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { isDictionaryEntry } from '../../src/paths/dictionary-entries.ts';
import { PathNames } from '../../src/paths/path-names.ts';
import { foldPath } from '../../src/paths/retaining-path.ts';
import { heapOf } from '../support/draw-heap.ts';

/** Whether the last step to `k0` is an entry, in an object with so many properties of one class. */
function isEntry(count: number, what: string, isNew = false): boolean {
  const entries = Array.from(
    { length: count },
    (_, index) => `holder -property:k${index}-> k${index}\nk${index}: ${what}`,
  );
  const heap = heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    global -property:cache-> holder
    holder: object Object
    holder -property:other-> other
    other: object Other at=7:9:0
    ${entries.join('\n')}
  `);
  const target: NodeOrdinal = heap.node('k0');
  const edges = edgesFromRoot(heap.analysis.snapshot.graph, heap.analysis.shortestPaths, target);
  const last = foldPath(heap.analysis, edges, new PathNames(heap.analysis)).at(-1);
  assert.ok(last);
  return isDictionaryEntry(heap.analysis, last.hop, () => isNew);
}

const session = 'object Session at=7:3:0';

test('more than sixteen properties of one class are keys, as are three that came later', () => {
  assert.deepEqual([isEntry(16, session), isEntry(17, session)], [false, true]);
  assert.deepEqual([isEntry(2, session, true), isEntry(3, session, true)], [false, true]);
});

test('a record may have many texts, and a library any number of functions', () => {
  assert.deepEqual([isEntry(64, 'string "a text"'), isEntry(65, 'string "a text"')], [false, true]);
  assert.equal(isEntry(200, 'closure run at=7:3:0'), false);
});
