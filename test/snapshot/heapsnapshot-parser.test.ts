import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compareFiles } from '../../src/files/compare-files.ts';
import { readWithHeapsnapshotParser } from '../../src/snapshot/heapsnapshot-parser.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { summarizeFile } from '../../src/files/summarize-file.ts';
import { rejectsAsFormat } from '../support/assert-bad.ts';
import {
  contentOf,
  filePartsOf,
  formatParts,
  parseDrawing,
  snapshotBytes,
  type FileParts,
} from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const drawing = parseDrawing(`
  root -> a, b
  a -weak-> b
  b -element:4000000000-> a
  a: object A at=1:2:3 size=5000000000
`);

for (const producer of ['node20', 'node24', 'chrome'] as const) {
  test(`both parsers read the same in a drawn file of ${producer}, compressed or not`, async () => {
    const bytes = snapshotBytes(drawing, { producer, isTracked: true });
    const expected = contentOf(await readSnapshot(file('drawn', bytes)));
    assert.deepEqual(contentOf(await readWithHeapsnapshotParser(file('drawn', bytes))), expected);
    assert.deepEqual(contentOf(await readWithHeapsnapshotParser(file('drawn', gzipSync(bytes)))), expected);
  });
}

// That both read every real file alike: test/long/real-files.ts.
test('a summary and a comparison are the same by either parser', async () => {
  const [before, later] = ['0', '1'].map((name) =>
    repositoryPath(`fixtures/snapshots/bun/${name}.heapsnapshot.gz`),
  );
  const options = { parser: 'heapsnapshot-parser' } as const;
  assert.deepEqual(await summarizeFile(before, options), await summarizeFile(before));
  assert.deepEqual(await compareFiles([before, later], options), await compareFiles([before, later]));
});

for (const [what, text, problem] of [
  ['no JSON', 'hello', /not valid JSON/],
  ['JSON cut short', snapshotBytes(drawing).subarray(0, 700).toString(), /not valid JSON/],
  ['nothing', '', /not valid JSON/],
  ['null', 'null', /no "meta"/],
  ['a list', '[1]', /no "meta"/],
  ['another object', '{"name":"x"}', /no "meta"/],
] as const) {
  test(`the package given ${what} is an error of one line`, async () => {
    const path = file('bad', text);
    await rejectsAsFormat(readWithHeapsnapshotParser(path), problem, { path });
  });
}

for (const [what, spoil] of [
  ['too many nodes declared', ({ snapshot }) => snapshot.node_count++],
  ['too many edges declared', ({ snapshot }) => snapshot.edge_count++],
  ['an edge to nowhere', ({ edges }) => (edges[2] = 700)],
  ['an edge to between nodes', ({ edges }) => (edges[2] = 8)],
  ['a name that is none', ({ nodes }) => (nodes[1] = 99)],
  ['an edge’s name that is none', ({ edges }) => (edges[1] = 99)],
  ['a type that is none', ({ nodes }) => (nodes[0] = 15)],
  ['more edges claimed than there are', ({ nodes }) => (nodes[4] = 99)],
  ['a place of no node', (parts) => (parts.locations = [700, 1, 2, 3])],
  ['half a place', (parts) => parts.locations?.pop()],
  ['no nodes', (parts) => delete parts['nodes' as string]],
  ['no strings', (parts) => delete parts['strings' as string]],
] satisfies readonly [string, (parts: FileParts) => unknown][]) {
  test(`a file with ${what} is unsound to the package’s adapter too`, async () => {
    const parts = filePartsOf(drawing);
    spoil(parts);
    const path = file('unsound', formatParts(parts));
    await rejectsAsFormat(readWithHeapsnapshotParser(path), /finds no sound snapshot/, { path });
  });
}

test('without the package, an error says how to install it', () => {
  // A copy of the sources that no node_modules is above.
  const copy = join(folder, 'elsewhere');
  cpSync(repositoryPath('src'), join(copy, 'src'), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
  const { NODE_PATH: _, ...env } = process.env;
  const script = `
    import { readWithHeapsnapshotParser } from './src/snapshot/heapsnapshot-parser.ts';
    const { name, message, hint } = await readWithHeapsnapshotParser('x').catch((error) => error);
    console.log(JSON.stringify([name, message, hint]));
  `;
  writeFileSync(join(copy, 'try.ts'), script);
  const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  const run = spawnSync(process.execPath, ['--import', loader, 'try.ts'], {
    cwd: copy,
    env,
    encoding: 'utf8',
  });
  assert.equal(run.stderr, '');
  assert.deepEqual(JSON.parse(run.stdout), [
    'SnapdiffError',
    'the package heapsnapshot-parser is not installed',
    'Install it with "npm install heapsnapshot-parser", or leave out --parser: snapdiff has its own reader.',
  ]);
});
