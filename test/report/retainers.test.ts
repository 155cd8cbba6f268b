import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { name, sentence, textOf } from '../../src/base/sentence.ts';
import type { HoldForm } from '../../src/paths/holds.ts';
import type { MergedPaths, PathBranch } from '../../src/paths/path-branches.ts';
import { classFacts } from '../../src/report/retainers-parts.ts';
import { findFileRetainers, listFileObjects } from '../../src/files/inspect-files.ts';
import { renderReport } from '../../src/report/index.ts';
import type { ObjectsReport } from '../../src/report/objects-report.ts';
import type { ReportFormat } from '../../src/report/report.ts';
import type { RetainersReport } from '../../src/report/retainers-report.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import type { NodeId } from '../../src/heap/index-spaces.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { assertGolden } from '../support/golden.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { makeObjectsReport } from '../../src/report/objects-report.ts';
import { makeRetainersReport } from '../../src/report/retainers-report.ts';

const formats: readonly ReportFormat[] = ['table', 'brief', 'markdown', 'json'];

const info = {
  path: 'snapshots/3.heapsnapshot',
  fileBytes: 4_100_000,
  nodeCount: 61_234,
  edgeCount: 250_112,
};
const snapshot = { ...info, totalSize: 5_402_196 };
const one = 131_397 as NodeId;

/** A tree with forks, a list, what was left out, and a name as given. */
function drawnRetainers(className = 'Connection', label = '.sessions', omittedPaths = 3): RetainersReport {
  const branch = { objectCount: 40, retainedSize: 123_456, endCount: 0, holderCount: 1, className: 'Object' };
  const by = (
    form: HoldForm,
    what: string,
    text: string,
  ): Pick<PathBranch, 'form' | 'object' | 'name' | 'label'> => ({
    form,
    object: { kind: form === 'engine root' ? 'root' : 'object', name: what },
    name: what,
    label: text,
  });
  const omitted = { pathCount: omittedPaths, objectCount: 5 };
  const merged: MergedPaths = {
    objectCount: 43,
    retainedSize: 130_000,
    unreachedCount: 1,
    pathCount: 6,
    branches: [
      { ...branch, depth: 0, nodeId: one, ...by('root', 'global', '') },
      { ...branch, depth: 1, nodeId: one, ...by('property', 'MemoryStore', '.store'), omitted },
      {
        ...branch,
        depth: 2,
        objectCount: 30,
        holderCount: 20,
        ...by('timer', 'Timeout', 'timer'),
        listLength: 12,
      },
      {
        ...branch,
        depth: 3,
        objectCount: 30,
        endCount: 30,
        holderCount: 30,
        className,
        ...by('property', className, label),
      },
      {
        ...branch,
        depth: 2,
        objectCount: 5,
        endCount: 2,
        nodeId: one,
        className,
        ...by('element', className, '[12]'),
      },
      {
        ...branch,
        depth: 3,
        objectCount: 3,
        endCount: 3,
        nodeId: one,
        className,
        ...by('property', className, '.next'),
      },
      {
        ...branch,
        depth: 0,
        objectCount: 2,
        endCount: 2,
        nodeId: one,
        ...by('engine root', '(Global handles)', ''),
      },
    ],
    omitted: { pathCount: 1, objectCount: 1 },
  };
  const location = { scriptId: 87, line: 11, column: 4, url: 'file:///srv/app/src/connection.js' };
  return {
    schemaVersion: 1,
    kind: 'retainers',
    snapshot,
    newSince: { ...info, path: 'snapshots/0.heapsnapshot' },
    warnings: [],
    warningsParts: [],
    ofClass: {
      className,
      classes: [
        { key: `87,11,4,${className}`, className, location, objectCount: 40 },
        { key: `,${className}`, className, objectCount: 3 },
      ],
      ...merged,
    },
    ofObject: null,
  };
}

function drawnObject(className = 'Connection'): RetainersReport {
  const object = { kind: 'object', name: className } as const;
  const step = {
    nodeId: one,
    className,
    kind: 'instance' as const,
    edgeType: 'property',
    edgeName: className,
    form: 'property' as const,
    detail: className,
    object,
    holder: object,
    name: className,
    label: `.${className}`,
    text: `property .${className} of ${className}`,
  };
  const { object: _, ...retainer } = step;
  const warning = sentence`${name('snapshots/9.heapsnapshot')} is newer than ${name('snapshots/3.heapsnapshot')}: its object ids go higher.`;
  return {
    schemaVersion: 1,
    kind: 'retainers',
    snapshot,
    warnings: [textOf(warning)],
    warningsParts: [warning],
    ofClass: null,
    ofObject: {
      nodeId: one,
      className,
      object,
      name: className,
      selfSize: 280,
      retainedSize: 2744,
      distance: 10,
      location: { scriptId: 87, line: 11, column: 4, url: '/srv/node_modules/http2/lib/connection.js' },
      path: [
        { ...step, label: '', name: 'global', object: { kind: 'object', name: 'global' } },
        { ...step, count: 120 },
        step,
      ],
      omittedStepCount: 7,
      retainers: [{ ...retainer, retainedSize: 4000, distance: 9 }],
      omittedRetainerCount: 1,
    },
  };
}

function drawnObjects(preview?: string): ObjectsReport {
  const listed = {
    selfSize: 280,
    retainedSize: 2744,
    distance: 10,
    ...(preview === undefined ? {} : { preview }),
  };
  return {
    schemaVersion: 1,
    kind: 'objects',
    snapshot,
    earlier: [{ ...info, path: 'snapshots/0.heapsnapshot' }],
    warnings: [],
    warningsParts: [],
    className: preview === undefined ? 'Connection' : '(string)',
    classes: [{ key: ',Connection', className: 'Connection', objectCount: 5 }],
    sort: 'retainedSize',
    objectCount: 5,
    selfSize: 1400,
    page: 1,
    pageCount: 3,
    objects: [
      { ...listed, nodeId: one, age: 1, since: 'snapshots/0.heapsnapshot' },
      { ...listed, nodeId: (one + 2) as NodeId, distance: 100_000_003, age: 0, since: snapshot.path },
    ],
    omittedObjectCount: 3,
  };
}

const drawn = new Map<string, RetainersReport | ObjectsReport>([
  ['retainers.class', drawnRetainers()],
  ['retainers.object', drawnObject()],
  ['objects.age', drawnObjects()],
]);

for (const [name, report] of drawn) {
  for (const format of formats) {
    test(`${name} as ${format} reads as its golden file`, () => {
      assertGolden(`report/${name}.${format}.txt`, renderReport(report, format));
    });
  }
}

const leak = repositoryPath('fixtures/snapshots/push-daemon-leak');

/** The path of the machine is not for golden files. */
function anonymous(text: string): string {
  return text.replaceAll(`${leak}/`, '');
}

test('of the push daemon, the timers that hold the new connections are named', async () => {
  const report = await findFileRetainers(`${leak}/3.heapsnapshot.gz`, {
    className: 'Connection',
    newSince: `${leak}/0.heapsnapshot.gz`,
    paths: 10,
  });
  assertGolden(
    'report/retainers.push-daemon-leak.table.txt',
    anonymous(renderReport(makeRetainersReport(report), 'table')),
  );
  assert.equal(report.ofClass?.objectCount, 15);
});

test('of the push daemon, a connection has its age', async () => {
  const files = [0, 1, 2, 3].map((file) => `${leak}/${file}.heapsnapshot.gz`);
  const report = await listFileObjects(files, { className: 'Connection', sort: 'age', top: 6 });
  assertGolden(
    'report/objects.push-daemon-leak.table.txt',
    anonymous(renderReport(makeObjectsReport(report), 'table')),
  );
  const all = await listFileObjects(files, { className: 'Connection', sort: 'id' });
  assert.deepEqual(
    all.objects.map(({ age }) => age),
    [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3],
  );
});

test('files in the wrong order are told, files of two processes refused', async () => {
  const { warnings } = await listFileObjects([`${leak}/1.heapsnapshot.gz`, `${leak}/0.heapsnapshot.gz`], {
    className: 'Connection',
  });
  assert.match(warnings.join(), /1\.heapsnapshot\.gz is newer than .*0\.heapsnapshot\.gz/);
  const other = repositoryPath('fixtures/snapshots/node20/0.heapsnapshot.gz');
  await assert.rejects(
    findFileRetainers(`${leak}/0.heapsnapshot.gz`, { className: 'Connection', newSince: other }),
    /come from two processes/,
  );
});

test('a class that is not there is answered with the nearest names, a page that is not with the last', async () => {
  const file = `${leak}/0.heapsnapshot.gz`;
  await assert.rejects(findFileRetainers(file, { className: 'conection' }), {
    message: `${file} has no objects of a class "conection"`,
    hint: 'There is "Connection".',
  });
  await assert.rejects(listFileObjects([file], { className: 'Connection', top: 2, page: 9 }), {
    message: '--page 9 is past the last page (3)',
  });
});

test('hostile names are harmless in the tree, the path and the list', () => {
  const text = [...hostileNames.values()]
    .flatMap((name) =>
      formats.flatMap((format) =>
        [drawnRetainers(name, name), drawnObject(name), drawnObjects(name)].map((report) =>
          renderReport(report, format, { width: 100 }),
        ),
      ),
    )
    .join('');
  assert.doesNotMatch(text, harmful);
});

test('no control comes through and no line is too wide, whatever anything is called', () => {
  const name = fc
    .oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 200 }))
    .filter((text) => !/\p{Extended_Pictographic}/u.test(text));
  fc.assert(
    fc.property(name, fc.integer({ min: 60, max: 200 }), (text, width) => {
      for (const report of [drawnRetainers(text, text), drawnObject(text), drawnObjects(text)]) {
        const lines = renderReport(report, 'table', { width });
        assert.doesNotMatch(lines, harmful);
        for (const line of lines.split('\n')) {
          assert.ok(displayWidth(line) <= width, `${displayWidth(line)} > ${width}: ${line}`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('rows of Markdown have as many cells as their head', () => {
  for (const name of hostileNames.values()) {
    const rows = renderReport(drawnRetainers(name, name), 'markdown').split('\n');
    const start = rows.findIndex((row) => row.startsWith('| Objects'));
    for (const row of rows.slice(start).filter((line) => line.startsWith('|'))) {
      assert.equal(row.match(/\|/g)?.length, 4, row);
    }
  }
});

/** Controls but the line feed, format and bidi characters, lone surrogates, line separators. */
const harmful = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

test('the root, which has a size in files of Julia, is not said to be out of reach', async () => {
  const path = repositoryPath('fixtures/snapshots/julia/0.heapsnapshot.gz');
  const { ofClass } = await findFileRetainers(path, { className: '(synthetic)' });
  const { objectCount, unreachedCount, branches } = ofClass ?? assert.fail();
  assert.deepEqual([objectCount, unreachedCount, branches], [1, 0, []]);
  assert.deepEqual(classFacts(ofClass ?? assert.fail(), false).notes, [
    ['It is the root, which nothing holds.'],
  ]);
});
