import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as zlib from 'node:zlib';
import { SnapdiffError } from '../../src/base/errors.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { readBytes } from '../support/byte-streams.ts';
import { contentOf, parseDrawing, snapshotBytes, snapshotOf } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';

const drawing = parseDrawing('root -> a, b\n a -weak-> b\n b: string "é" size=24');
const plain = snapshotBytes(drawing);
const expected = contentOf(snapshotOf(drawing));
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const everyByte = (bytes: Uint8Array): number[] => Array.from(bytes, (_, i) => i);
const real = zlib.gunzipSync(readFileSync(repositoryPath('fixtures/snapshots/bun/0.heapsnapshot.gz')));

test('a path, a URL and a stream read the same', async () => {
  const path = file('plain.heapsnapshot', plain);
  assert.deepEqual(contentOf(await readSnapshot(path)), expected);
  assert.deepEqual(contentOf(await readSnapshot(pathToFileURL(path))), expected);
  assert.deepEqual(contentOf(await readSnapshot(Readable.from([plain]))), expected);
});

test('a snapshot says how its file was named and how long it is on disk', async () => {
  const packed = zlib.gzipSync(plain);
  const fromFile = await readSnapshot(file('named.heapsnapshot.gz', packed));
  assert.equal(fromFile.path, join(folder, 'named.heapsnapshot.gz'));
  assert.equal(fromFile.fileBytes, packed.length);
  const fromStream = await readSnapshot(Readable.from([plain]));
  assert.deepEqual([fromStream.path, fromStream.fileBytes], ['(stream)', plain.length]);
});

test('"-" is standard input, plain or compressed', () => {
  const script = `
    import { readSnapshot } from ${JSON.stringify(new URL('../../src/snapshot/read-snapshot.ts', import.meta.url).href)};
    const { path, fileBytes, graph } = await readSnapshot('-');
    console.log(path, fileBytes, graph.nodeCount);
  `;
  for (const bytes of [plain, zlib.gzipSync(plain)]) {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { input: bytes, cwd: repositoryPath(''), encoding: 'utf8' },
    );
    assert.equal(stdout, `- ${bytes.length} 3\n`, stderr);
  }
});

/** By default brotli takes a second for what this does in a hundredth; what any quality gives is tried below. */
const brotli = (bytes: Buffer): Buffer =>
  zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } });

for (const [codec, compress] of [
  ['gzip', zlib.gzipSync],
  ['brotli', brotli],
] as const) {
  test(`${codec} is recognised by its content, whatever the file is called`, async () => {
    for (const name of ['a.heapsnapshot', 'a.gz', 'a.br', 'a.zst', 'a'])
      assert.deepEqual(contentOf(await readSnapshot(file(name, compress(plain)))), expected);
  });

  test(`${codec} may come byte by byte`, async () => {
    const bytes = compress(plain);
    assert.deepEqual(contentOf(await readBytes(bytes, everyByte(bytes))), expected);
  });

  test(`a real snapshot compressed by ${codec} reads as the plain one does, also in small pieces`, async () => {
    const bytes = compress(real);
    const cuts = Array.from({ length: 400 }, (_, i) => i * 17);
    const whole = contentOf(await readBytes(real));
    assert.deepEqual(contentOf(await readBytes(bytes)), whole);
    assert.deepEqual(contentOf(await readBytes(bytes, cuts)), whole);
  });
}

test('brotli of any quality and window is recognised', async () => {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window } = zlib.constants;
  for (const [q, w] of [
    [0, 10],
    [1, 16],
    [5, 18],
    [9, 24],
  ]) {
    const bytes = zlib.brotliCompressSync(real, { params: { [quality]: q, [window]: w } });
    assert.equal((await readBytes(bytes, [16, 17, 100])).graph.nodeCount > 1000, true, `quality ${q}`);
  }
});

test('a plain file that is called .gz is read as what it is', async () => {
  assert.deepEqual(contentOf(await readSnapshot(file('plain.gz', plain))), expected);
});

test('a byte order mark is no compression, and may be inside one', async () => {
  const marked = Buffer.concat([Buffer.from('\ufeff'), plain]);
  assert.deepEqual(contentOf(await readSnapshot(file('marked', marked))), expected);
  assert.deepEqual(contentOf(await readBytes(zlib.gzipSync(marked))), expected);
  assert.deepEqual(contentOf(await readBytes(brotli(marked))), expected);
});

test('gzip of several members, as `cat a.gz b.gz` makes it, is read as one', async () => {
  const bytes = Buffer.concat([plain.subarray(0, 99), plain.subarray(99)].map((part) => zlib.gzipSync(part)));
  assert.deepEqual(contentOf(await readBytes(bytes)), expected);
});

test('zstd is read where Node can, and else named in one line', async () => {
  const zstd: unknown = Reflect.get(zlib, 'zstdCompressSync');
  if (typeof zstd === 'function') {
    const bytes = zstd(plain) as Buffer;
    assert.deepEqual(contentOf(await readBytes(bytes)), expected);
    assert.deepEqual(contentOf(await readBytes(bytes, everyByte(bytes))), expected);
  } else {
    const path = file('zstd.heapsnapshot', Buffer.from('28b52ffd2400010000', 'hex'));
    await assert.rejects(readSnapshot(path), (error) => {
      assert.ok(error instanceof SnapdiffError);
      assert.equal(
        error.message,
        `${path}: is compressed with zstd, which Node ${process.version} cannot read`,
      );
      assert.match(error.hint ?? '', /22\.15/);
      return true;
    });
  }
});

test('progress tells the bytes of the file, rising to all of them', async () => {
  const path = file('progress.gz', zlib.gzipSync(real));
  const steps: [string, number, number | undefined][] = [];
  const { fileBytes } = await readSnapshot(path, { onProgress: (...step) => steps.push(step) });
  assert.deepEqual(steps.at(-1), [`reading ${path}`, fileBytes, fileBytes]);
  assert.deepEqual(
    steps.map(([, done]) => done),
    steps.map(([, done]) => done).sort((a, b) => a - b),
  );
});
