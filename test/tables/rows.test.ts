import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { engineDistance } from '../../src/analysis/distances.ts';
import { classRows, classesTable, placeText } from '../../src/tables/classes-table.ts';
import { edgesTable } from '../../src/tables/edges-table.ts';
import { maxTextLength, objectsSource, objectsTable } from '../../src/tables/objects-table.ts';
import { rowsOf, type TableRows } from '../../src/tables/table.ts';
import { parseDrawing, snapshotOf, type Drawing } from '../support/draw-heap.ts';
import {
  distances,
  dominatorsByRemoval,
  edgesOf,
  retainedByRemoval,
  retainingEdges,
  shallowSizes,
} from '../support/naive-analysis.ts';
import { classKeysOf } from '../support/naive-classes.ts';
import { randomHeap } from '../support/random-heap.ts';

type Row = Readonly<Record<string, unknown>>;

/** The rows of a table as records, read a few at a time. */
function recordsOf({ table, rowCount, slice }: TableRows, step = 3): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < rowCount; from += step) {
    const columns = slice(from, Math.min(from + step, rowCount));
    for (const [column, values] of columns.entries()) {
      assert.equal(values.length, Math.min(step, rowCount - from));
      for (const [index, value] of values.entries()) {
        rows[from + index] = { ...rows[from + index], [table.columns[column]?.name ?? '']: value };
      }
    }
  }
  return rows;
}

interface DrawnTables {
  readonly classes: TableRows;
  readonly objects: TableRows;
  readonly edges: TableRows;
}

function tablesOf(drawing: Drawing, births?: Uint8Array, isWithTexts = false): DrawnTables {
  const analysis = new Analysis(snapshotOf(drawing));
  const { classification, retainingEdges: retaining, snapshot } = analysis;
  const classes = classRows(classification.classes, analysis.aggregate(classification), (place) => place);
  const { graph, strings } = snapshot;
  return {
    classes: rowsOf(classesTable, classes),
    objects: rowsOf(objectsTable, objectsSource(analysis, classification, births, isWithTexts)),
    edges: rowsOf(edgesTable, { graph, strings, retainingEdges: retaining, isWithTexts }),
  };
}

const shown = (distance: number): number | null =>
  distance >= 0 && distance < engineDistance ? distance : null;

const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0);

test('objects, references and classes are what their definitions say, on random heaps', () => {
  fc.assert(
    fc.property(randomHeap({ maxNodes: 9 }), fc.integer({ min: 1, max: 7 }), (drawing, step) => {
      const { objects, edges, classes } = tablesOf(drawing);
      const { nodes, root } = drawing;
      const shallow = shallowSizes(drawing);
      const retained = retainedByRemoval(drawing, shallow);
      const far = distances(drawing);
      const above = dominatorsByRemoval(drawing);
      const keys = classKeysOf(drawing);
      const rows = recordsOf(objects, step);
      const classOf = new Map(recordsOf(classes, step).map((row) => [row['class_index'], row]));
      assert.deepEqual(
        rows.map(({ class: _class, class_index: _index, ...row }) => row),
        nodes.map(({ id, kind }, node) => ({
          id,
          kind,
          self_size: shallow[node],
          retained_size: retained[node],
          distance: shown(far[node] ?? -1),
          dominator: node === root ? null : nodes[above[node] ?? 0]?.id,
          birth: null,
          text: null,
        })),
      );
      for (const [node, row] of rows.entries()) {
        if (shallow[node] === 0) continue;
        assert.equal(classOf.get(row['class_index'])?.['class_key'], keys[node]);
        assert.equal(classOf.get(row['class_index'])?.['class'], row['class']);
      }
      for (const [index, row] of classOf) {
        const own = rows.filter((object) => object['class_index'] === index && object['self_size'] !== 0);
        assert.equal(row['object_count'], own.length);
        assert.equal(row['self_size'], total(own, 'self_size'));
      }
      const retaining = new Set(
        retainingEdges(drawing).map(({ from, to, kind, name }) => JSON.stringify([from, to, kind, name])),
      );
      assert.deepEqual(
        recordsOf(edges, step),
        edgesOf(drawing).map(({ from, to, kind, name }) => ({
          from_id: nodes[from]?.id,
          to_id: nodes[to]?.id,
          kind: kind === 'telepathic' ? 'unknown' : kind,
          name: typeof name === 'string' ? name.replace(/.*\bpart of key \(.*/, '…') : null,
          element: typeof name === 'number' ? name : null,
          is_retaining: retaining.has(JSON.stringify([from, to, kind, name])),
        })),
      );
    }),
    { numRuns: 60 },
  );
});

test('ids of 2^32 and more, and sizes above 2 GB, are exact', () => {
  const drawing = parseDrawing(`
    root -> a, b
    a: id=140737488355329 size=3000000000
    b: id=140737488355331 size=3000000000
  `);
  const rows = recordsOf(tablesOf(drawing).objects);
  assert.deepEqual(
    rows.map(({ id, self_size: self, retained_size: retained, dominator }) => [
      id,
      self,
      retained,
      dominator,
    ]),
    [
      [1, 0, 6_000_000_000, null],
      [140737488355329, 3_000_000_000, 3_000_000_000, 1],
      [140737488355331, 3_000_000_000, 3_000_000_000, 1],
    ],
  );
});

const texts = parseDrawing(`
  root -> holder
  holder -> secret, half, plain
  holder -internal:"7 / part of key (Key @9) -> value (secret text @11) pair in WeakMap (table @3)"-> secret
  secret: string "secret text"
  half: string "half \ud83d"
  plain: object "Ends \udc00 so"
`);

test('the text of a string is told only where it is asked for, also in V8’s name of a WeakMap’s reference', () => {
  const { objects, edges, classes } = tablesOf(texts);
  const all = [objects, edges, classes].map((rows) => recordsOf(rows));
  assert.ok(!JSON.stringify(all).includes('secret text'));
  const internal = recordsOf(edges).filter(({ kind }) => kind === 'internal');
  assert.deepEqual(
    internal.map(({ name }) => name),
    ['…'],
  );
  const told = tablesOf(texts, undefined, true);
  assert.deepEqual(
    recordsOf(told.objects).map(({ text }) => text),
    [null, null, 'secret text', 'half \ufffd', null],
  );
  assert.match(JSON.stringify(recordsOf(told.edges)), /value \(secret text @11\)/);
});

test('a name that UTF-8 cannot write has U+FFFD in place of half a character, and a long text is cut', () => {
  assert.ok(recordsOf(tablesOf(texts).classes).some((row) => row['class'] === 'Ends \ufffd so'));
  const long = parseDrawing(`root -> text\n text: string "${'x'.repeat(5000)}"`);
  const [, row] = recordsOf(tablesOf(long, undefined, true).objects);
  assert.equal(String(row?.['text']).length, maxTextLength);
});

test('the birth of an object is that of its node', () => {
  const { objects } = tablesOf(texts, Uint8Array.of(0, 0, 1, 2, 2));
  assert.deepEqual(
    recordsOf(objects).map(({ birth }) => birth),
    [0, 0, 1, 2, 2],
  );
});

test('a place counts from 1, and a script that is its own source is left out of it', () => {
  const place = { scriptId: 1, line: 4, column: 0 };
  assert.equal(placeText({ ...place, url: 'file:///app/cache.js' }), 'file:///app/cache.js:5:1');
  assert.equal(placeText({ ...place, url: 'data:text/javascript,secret()' }), 'data:…:5:1');
  assert.equal(placeText(place), null);
});
