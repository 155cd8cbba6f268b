import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import { createBitSet, setBit } from '../../src/heap/bit-set.ts';
import type { StringIndex } from '../../src/heap/index-spaces.ts';
import { listHeldObjects, type HeldObjects } from '../../src/paths/held-objects.ts';
import { chooseDetails } from '../../src/report/select/chosen-details.ts';
import { cutHeapTree } from '../../src/analysis/heap-tree.ts';
import { parseDrawing, snapshotOf } from '../support/draw-heap.ts';

const picture = `
  root -> app
  app -> cache
  cache -internal:table-> table
  table -internal:5-> key
  table -internal:6-> big
  app -> small, text
  big -> inside
  app: object "App"
  cache: object "Map"
  table: array "" size=${16 + 8 * (3 + 2 + 12)}
  key: string "s3cr3t key"
  big: object "Item" size=100
  small: object "Item" size=20
  inside: object "Part" size=50
  text: string "s3cr3t text"
  app -property:"<symbol kName>"-> symbol
  symbol: symbol "s3cr3t symbol"
`;

function list(withStrings: boolean, added?: readonly string[], limits = {}): HeldObjects {
  const drawing = parseDrawing(picture);
  const analysis = new Analysis(snapshotOf(drawing));
  const bits = createBitSet(drawing.nodes.length);
  for (const [position, { label }] of drawing.nodes.entries()) {
    if (added?.includes(label)) setBit(bits, position);
  }
  const all = { objectsOfClass: 10, classes: 150, steps: 24, edges: 20_000, ...limits };
  return listHeldObjects(analysis, added && bits, withStrings, all);
}

const itemsOf = ({ classes }: HeldObjects): HeldObjects['classes'][number] => {
  const found = classes.find(({ className }) => className === 'Item');
  assert.ok(found);
  return found;
};

test('the objects of a class that hold most come first, each with its path', () => {
  const held = list(false, ['big']);
  const { objects, omittedObjectCount } = itemsOf(held);
  assert.deepEqual(
    objects.map(({ selfSize, retainedSize, isNew, path }) => [
      selfSize,
      retainedSize,
      isNew,
      path.map((step) => `${held.steps[step]?.label} ${held.steps[step]?.name}`),
    ]),
    [
      [100, 150, true, [' App', '.cache Map', 'entry Item']],
      [20, 20, false, [' App', '.small Item']],
    ],
  );
  assert.equal(omittedObjectCount, 0);
  assert.equal(itemsOf(list(false)).objects[0]?.isNew, null);
});

test('steps that paths share are there once', () => {
  const { steps } = list(false);
  assert.equal(steps.filter(({ name }) => name === 'App').length, 1);
});

test('what is too much is counted: objects, steps, ways that are too long', () => {
  assert.equal(itemsOf(list(false, undefined, { objectsOfClass: 1 })).omittedObjectCount, 1);
  const [cut] = itemsOf(list(false, undefined, { steps: 2 })).objects;
  assert.deepEqual([cut?.path.length, cut?.omittedStepCount], [2, 1]);
  const [far, near] = itemsOf(list(false, undefined, { edges: 2 })).objects;
  assert.deepEqual([far?.path.length, near?.path.length], [0, 2]);
});

test('what nothing leads to is told from what was not followed', () => {
  const analysis = new Analysis(
    snapshotOf(
      parseDrawing(
        'root -> app\napp -> item\napp -weak:1-> ghost\nitem: object "Item"\nghost: object "Ghost"',
      ),
    ),
  );
  const limits = { objectsOfClass: 10, classes: 150, steps: 24, edges: 1 };
  const { classes } = listHeldObjects(analysis, undefined, false, limits);
  const markOf = (name: string): unknown => {
    const [object] = classes.find(({ className }) => className === name)?.objects ?? [];
    return object && [object.isUnreachable, object.path.length];
  };
  assert.deepEqual(markOf('Ghost'), [true, 0]);
  assert.deepEqual(markOf('Item'), [undefined, 0]);
});

test('texts and keys are taken only where they are asked for', () => {
  assert.doesNotMatch(JSON.stringify(list(false)), /s3cr3t/);
  assert.ok(list(false).steps.some(({ label }) => label === '[symbol kName]'));
  const held = list(true);
  assert.ok(held.steps.some(({ label }) => label === 'entry "s3cr3t key"'));
  assert.ok(held.classes.some(({ objects }) => objects.some(({ text }) => text === 's3cr3t text')));
});

test('a report has the objects of the classes it lists, in their order, and the steps to them', () => {
  const analysis = new Analysis(snapshotOf(parseDrawing(picture)));
  const { dominators, shallowSizes, retainedSizes, classification, snapshot } = analysis;
  const { nodeId } = snapshot.graph;
  const tree = cutHeapTree({
    dominators,
    shallowSizes,
    retainedSizes,
    classification,
    nodeId,
    added: undefined,
  });
  const all = list(false);
  const chosen = chooseDetails({ tree, objects: all }, [
    { className: 'Part' },
    { key: ',Item', className: 'Item' },
  ]);
  const { classes = [], steps = [] } = chosen.objects ?? {};
  assert.deepEqual(
    classes.map(({ className }) => className),
    ['Part', 'Item'],
  );
  assert.ok(steps.length < all.steps.length);
  for (const { objects } of classes) {
    for (const { nodeId: id, path } of objects) assert.equal(steps[path.at(-1) ?? -1]?.nodeId, id);
  }
  assert.deepEqual(chooseDetails(undefined, []), {});
});

test('a report has no more objects, nor steps to them, than a page has room for', () => {
  const { classes, steps } = list(false);
  const [row] = classes;
  const [object] = row?.objects ?? [];
  const [step] = steps;
  assert.ok(row && object && step);
  const path = (index: number): number[] => Array.from({ length: 20 }, (_, at) => index * 20 + at);
  const many = {
    steps: Array.from({ length: 8000 }, () => step),
    classes: Array.from({ length: 40 }, (_, at) => ({
      ...row,
      key: `,C${at}`,
      objects: Array.from({ length: 10 }, (_object, index) => ({ ...object, path: path(at * 10 + index) })),
      omittedObjectCount: 5,
    })),
  };
  const tree = { className: '', nodeId: null, count: 1, selfSize: 0, retainedSize: 0, addedSize: 0 };
  const { objects } = chooseDetails(
    { tree: { ...tree, children: [], omitted: null }, objects: many },
    many.classes.map(({ key }) => ({ key, className: 'C' })),
  );
  assert.equal(objects?.steps.length, 3000);
  assert.deepEqual(
    objects?.classes.map((each) => each.objects.length + each.omittedObjectCount),
    Array.from({ length: 15 }, () => 15),
  );
});

test('the entries of a Map with numbers for keys are listed in one look at its table', () => {
  const count = 2000;
  const slots = 3 + 1024 + 3 * 2048;
  const drawn = snapshotOf(
    parseDrawing(`
    root -> cache
    cache -internal:table-> table
    cache: object "Map"
    table: array "" size=${16 + 8 * slots}
    ${Array.from({ length: count }, (_, at) => `table -internal:${3 + 1024 + 3 * at + 1}-> item${at}\nitem${at}: object "Item${at % 100}"`).join('\n')}
  `),
  );
  let looks = 0;
  const strings = {
    count: drawn.strings.count,
    at: (index: StringIndex) => {
      looks++;
      return drawn.strings.at(index);
    },
  };
  const analysis = new Analysis({ ...drawn, strings });
  // What the analyses look at is not counted.
  listHeldObjects(analysis, undefined, false);
  looks = 0;
  const { steps } = listHeldObjects(analysis, undefined, true);
  assert.equal(steps.filter(({ label }) => label === 'entry').length, 1000);
  assert.ok(looks < 10 * count, `${looks} looks`);
});

test('the key of an entry is found also where a file has the slots in another order', () => {
  const held = listHeldObjects(
    new Analysis(
      snapshotOf(
        parseDrawing(`
        root -> cache
        cache -internal:table-> table
        table -internal:6-> one
        table -internal:5-> key
        table -internal:9-> two
        cache: object "Map"
        table: array "" size=${16 + 8 * (3 + 2 + 12)}
        key: string "first"
        one: object "Item" size=100
        two: object "Item" size=90
      `),
      ),
    ),
    undefined,
    true,
  );
  assert.deepEqual(
    itemsOf(held).objects.map(({ path }) => held.steps[path.at(-1) ?? -1]?.label),
    ['entry "first"', 'entry'],
  );
});
