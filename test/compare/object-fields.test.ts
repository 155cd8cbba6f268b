import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import { listFields, type ObjectField } from '../../src/compare/object-fields.ts';
import { showObject } from '../../src/compare/shown-object.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { parseDrawing, snapshotOf } from '../support/draw-heap.ts';
import { fieldLabel, valueText } from '../../src/report/shown-object-parts.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { repositoryPath } from '../support/fixtures.ts';

function fieldsOf(picture: string, label: string, top = 0): readonly string[] {
  const drawing = parseDrawing(picture);
  const id = drawing.nodes.find((node) => node.label === label)?.id ?? 0;
  const { fields, omittedFieldCount } = showObject(new Analysis(snapshotOf(drawing)), id, { top });
  return [...fields.map(wordsOf), ...(omittedFieldCount > 0 ? [`… ${omittedFieldCount}`] : [])];
}

/** ".token = "abc"", without ids. */
function wordsOf(field: ObjectField): string {
  const weak = field.isWeak ? ' (weak)' : '';
  return `${fieldLabel(field)}${weak} = ${valueText(field.value).replace(/ @\d+$/, '')}`;
}

test('an object has its properties and elements, and none of its machinery', () => {
  const picture = `
    root -> a
    a -property:name-> text
    a -property:"not an identifier"-> b
    a -element:7-> b
    a -internal:map-> hidden
    a -internal:elements-> store
    a -weak:cache-> b
    a -internal:bound_this-> b
    text: string "a \\"secret\\""
    b: object "B"
    hidden: hidden "system / Map"
    store: array "(object elements)"
  `;
  assert.deepEqual(fieldsOf(picture, 'a'), [
    '.name = "a \\"secret\\""',
    '["not an identifier"] = B',
    '[7] = B',
    'internal cache (weak) = B',
    'internal bound_this = B',
  ]);
  assert.deepEqual(fieldsOf(picture, 'a', 1), ['.name = "a \\"secret\\""', '… 4']);
});

test('a closure has the variables of the scopes around it, the nearest first', () => {
  const picture = `
    root -> f
    f: closure "f"
    f -internal:context-> inner
    inner -internal:previous-> outer
    inner -context:near-> a
    outer -context:far-> b
    inner: object "system / Context"
    outer: object "system / Context"
    a: object "A"
    b: object "B"
  `;
  assert.deepEqual(fieldsOf(picture, 'f'), ['variable near = A', 'variable far = B']);
});

// 3 counts, 2 buckets, then key, value and link of each entry: (3 + 2 + 4 × 3) slots of 8 bytes and 16 of its own.
const table = (set: boolean): string => `
  root -> m
  m: object "${set ? 'Set' : 'Map'}"
  m -internal:table-> t
  t: array "" size=${16 + 8 * (3 + 2 + 4 * (set ? 2 : 3))}
  t -internal:5-> first
  first: string "first key"
`;

test('a Map has its entries, and a Set its members; what is no object is not in the file', () => {
  assert.deepEqual(
    fieldsOf(
      `${table(false)}
      t -internal:6-> v
      t -internal:9-> v
      t -internal:11-> last
      v: object "V"
      last: object "Key"`,
      'm',
    ),
    ['entry "first key" = V', 'entry = V', 'entry Key = a value that is no object'],
  );
  assert.deepEqual(fieldsOf(`${table(true)}\n t -internal:7-> other\n other: object "Other"`, 'm'), [
    'member = "first key"',
    'member = Other',
  ]);
});

test('a number whose value leads back to it has no text', () => {
  const picture = `
    root -> a
    a -property:n-> n
    a -property:m-> m
    n: number "heap number"
    n -internal:value-> n
    m: number "heap number"
    m -internal:value-> n
  `;
  assert.deepEqual(fieldsOf(picture, 'a'), ['.n = (number)', '.m = (number)']);
});

test('a number is what the capture says it is, where it says it', () => {
  const picture = `
    root -> a
    a -property:count-> n
    a -property:other-> m
    n: number "heap number"
    n -internal:value-> text
    m: number "heap number"
    text: string "3.14"
    a: object "A"
  `;
  assert.deepEqual(fieldsOf(picture, 'a'), ['.count = 3.14', '.other = (number)']);
});

test('undefined, null, true and false are told, as old and new V8 name them', () => {
  const picture = `
    root -> a
    a: object "A"
    a -property:old-> oddball
    a -property:new-> named
    oddball: hidden "system / Oddball"
    oddball -internal:map-> map
    oddball -internal:"<dummy>"-> text
    map: hidden "system / Map"
    text: string "undefined"
    named: native "true"
  `;
  assert.deepEqual(fieldsOf(picture, 'a'), ['.old = undefined', '.new = true']);
});

test('a string has its text, joined where it is a sum; of a slice nobody knows which part it is', () => {
  const picture = `
    root -> sum, slice
    sum: "concatenated string" "(concatenated string)"
    sum -internal:first-> a
    sum -internal:second-> b
    slice: "sliced string" "(sliced string)"
    slice -internal:parent-> a
    a: string "first, "
    b: string "second"
  `;
  const analysis = new Analysis(snapshotOf(parseDrawing(picture)));
  const { nodeId } = analysis.snapshot.graph;
  const textOf = (node: number): string | undefined =>
    showObject(analysis, nodeId[node as NodeOrdinal], {}).text;
  assert.deepEqual([1, 2].map(textOf), ['first, second', undefined]);
});

test('whether it is freed when its holder lets it go, and who else holds it', () => {
  const drawing = parseDrawing(`
    root -> a, b
    a -property:own-> alone
    a -property:list-> shared
    b -property:deep-> between
    between -property:also-> shared
  `);
  const analysis = new Analysis(snapshotOf(drawing));
  const idOf = (name: string): number => drawing.nodes.find(({ label }) => label === name)?.id ?? 0;
  assert.deepEqual(showObject(analysis, idOf('alone'), {}).holder, {
    nodeId: idOf('a'),
    name: 'a',
    isOnly: true,
    others: [],
  });
  const { holder } = showObject(analysis, idOf('shared'), {});
  assert.equal(holder?.isOnly, false);
  assert.deepEqual(
    holder?.others.map(({ nodeId }) => nodeId),
    [idOf('between')],
  );
});

test('numbers of a file that shows them are read', async () => {
  const path = repositoryPath('fixtures/snapshots/node26-internals/1.heapsnapshot.gz');
  const analysis = new Analysis(await readSnapshot(path));
  const { graph } = analysis.snapshot;
  const { classes, classOf } = analysis.classification;
  let found = 0;
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount && found < 5; node++) {
    if (classes[classOf[node]].origin !== 'program') continue;
    const { fields } = listFields(analysis, node, 30);
    if (fields.some(({ value }) => value?.className === '(number)' && /^-?\d/.test(value.text ?? '')))
      found++;
  }
  assert.equal(found, 5);
});
