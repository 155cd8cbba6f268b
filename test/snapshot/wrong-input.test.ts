import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readNodeIds, readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { readWithHeapsnapshotParser } from '../../src/snapshot/heapsnapshot-parser.ts';
import { assertFormatError, rejectsAsFormat } from '../support/assert-bad.ts';
import { readBytes } from '../support/byte-streams.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** What GNU tar, Info-ZIP, xz and bzip2 make of a file heap.heapsnapshot. */
const tar = Buffer.alloc(10_240);
tar.write('heap.heapsnapshot');
tar.write('0000644\x000000000\x000000000\x0000000000003\x00', 100);
tar.write('ustar  \x00root', 257);
const [zip, xz, bzip2] = [
  'UEsDBAoAAAAAADC4eV0GsKHdAwAAAAMAAAARABwAaGVhcC5oZWFwc25hcHNob3RVVAkAA8toB2vLaAdrdXgLAAEEAAAAAAQAAAAAe30KUEsBAh4D' +
    'CgAAAAAAMLh5XQawod0DAAAAAwAAABEAGAAAAAAAAQAAAKSBAAAAAGhlYXAuaGVhcHNuYXBzaG90VVQFAAPLaAdrdXgLAAEEAAAAAAQAAAAAUEsF' +
    'BgAAAAABAAEAVwAAAE4AAAAAAA==',
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQACe30KAABjoYrgtQNpOgABGwMLL7kQH7bzfQEAAAAABFla',
  'QlpoOTFBWSZTWVfI3pYAAADAgAAQAAogACGYGYRhdyRThQkFfI3pYA==',
].map((base64) => Buffer.from(base64, 'base64'));

/** As Node's --cpu-prof and --heap-prof, Bun and the inspector begin. */
const frame =
  '"callFrame":{"functionName":"(root)","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1}';
const chunk = String.raw`{"method":"HeapProfiler.addHeapSnapshotChunk","params":{"chunk":"{\"snapshot\":{\"meta\":{"}}`;
const progress = '{"method":"HeapProfiler.reportHeapSnapshotProgress","params":{"done":1,"total":9}}';
const takeSnapshots =
  'Take heap snapshots: snapdiff capture PID, v8.writeHeapSnapshot(), or the Memory panel of DevTools.';

const cases: readonly [name: string, bytes: Uint8Array | string, problem: string, hint: string][] = [
  ['heap.tar', tar, 'is a tar archive', 'Unpack it, and name the file in it: tar -xf FILE.'],
  ['heap.tar.gz', gzipSync(tar), 'is a tar archive', 'Unpack it, and name the file in it: tar -xf FILE.'],
  ['heap.zip', zip, 'is a zip archive', 'Unpack it, and name the file in it: unzip FILE.'],
  [
    'heap.7z',
    Buffer.from('377abcaf271c0004', 'hex'),
    'is a 7z archive',
    'Unpack it, and name the file in it: 7z x FILE.',
  ],
  [
    'heap.heapsnapshot.xz',
    xz,
    'is compressed with xz, which snapdiff does not read',
    'Decompress it first: xz -dc FILE > PLAIN.',
  ],
  [
    'heap.heapsnapshot.bz2',
    bzip2,
    'is compressed with bzip2, which snapdiff does not read',
    'Decompress it first: bzip2 -dc FILE > PLAIN.',
  ],
  [
    'heap.tar.xz',
    xz,
    'is compressed with xz, which snapdiff does not read',
    'Decompress it first: tar -xf FILE.',
  ],
  [
    'heap.heapsnapshot',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n',
    'is a pointer of Git LFS, not the file',
    'Fetch the file: git lfs pull.',
  ],
  [
    'heap.cpuprofile',
    `{"nodes":[{"id":1,${frame},"hitCount":0,"children":[2]}],"startTime":1,"endTime":2}`,
    'is a CPU profile (.cpuprofile), which shows where time goes, not memory',
    takeSnapshots,
  ],
  [
    'heap.heapprofile',
    `{"head":{${frame},"selfSize":0,"id":1,"children":[]},"samples":[]}`,
    'is a sampled profile of allocations (.heapprofile), without the objects and who holds them',
    takeSnapshots,
  ],
  [
    'trace.json',
    '{"metadata": {"source": "DevTools"},\n"traceEvents": [',
    'is a recording of the Performance panel',
    takeSnapshots,
  ],
  [
    'java.hprof',
    'JAVA PROFILE 1.0.2\x00\x00\x00\x00\x08',
    'is a heap dump of a Java process (.hprof)',
    'Open it with Eclipse MAT or VisualVM; snapdiff reads snapshots of V8.',
  ],
  [
    'page.heapsnapshot',
    '\ufeff\n<!DOCTYPE html>\n<html lang="en">',
    'is a page of HTML, as a server answers instead of a file',
    'Download the file itself: the link leads to a page, or asks you to log in.',
  ],
  [
    'denied.heapsnapshot',
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    'is XML, as a server answers instead of a file',
    'Download the file itself: the link leads to a page, or asks you to log in.',
  ],
  ...(['chunks.ndjson', 'chunks.json'] as const).map((name): [string, string, string, string] => [
    name,
    name === 'chunks.json' ? `[\n  ${progress},\n  ${chunk}]` : `${progress}\n${chunk}\n`,
    "is a log of the inspector's messages, with the snapshot in pieces",
    "Put the pieces together: jq -j '..|.chunk?|strings' FILE > PLAIN.",
  ]),
  ...(
    ['{"version":3,"type":"Inspector","nodes":[0,0', '{\n  "version": 3,\n  "type": "Inspector",\n'] as const
  ).map((bytes): [string, string, string, string] => [
    'heap.json',
    bytes,
    "is a heap snapshot in JavaScriptCore's own format, as Safari writes it and Bun if not asked otherwise",
    'In Bun ask for the format of V8: await Bun.write("heap.heapsnapshot", Bun.generateHeapSnapshot("v8")).',
  ]),
  [
    'utf16.json',
    Buffer.from('\ufeff{"snapshot":{}}', 'utf16le'),
    'is text in UTF-16, as > of Windows PowerShell writes it',
    'Convert it: iconv -f UTF-16 -t UTF-8 FILE > PLAIN.',
  ],
  [
    'zeros.heapsnapshot',
    Buffer.alloc(300_000),
    'begins with 4,096 zeros',
    'The disk was full, or the process or the machine died while it was written (docs/capture.md). Capture it again.',
  ],
  [
    'heap.meta.json',
    '{\n  "schemaVersion": 1,\n  "kind": "sidecar",\n',
    'stands beside a snapshot (a sidecar)',
    'Name the .heapsnapshot beside it.',
  ],
  [
    'baseline.json',
    '{\n  "schemaVersion": 1,\n  "kind": "baseline",\n',
    'is a baseline file, not a snapshot',
    'It is held against a snapshot: snapdiff check BASELINE SNAPSHOT.',
  ],
];

for (const [name, bytes, problem, hint] of cases) {
  test(`${name}, which ${problem}, is told with what to do`, async () => {
    const path = file(name, bytes);
    const plain = `${path.replace(/\.[a-z\d]+$/, '').replace(/\.heapsnapshot$/, '')}.heapsnapshot`;
    const expected = hint.replace('FILE', path).replace('PLAIN', plain);
    for (const read of [readSnapshot, readNodeIds]) {
      await assert.rejects(read(path), (error) => {
        assertFormatError(error, path);
        assert.equal(error.message, `${path}: ${problem} (at byte 0)`);
        assert.equal(error.hint, expected);
        return true;
      });
    }
    // From a pipe, which may hand out single bytes.
    const raw = typeof bytes === 'string' ? Buffer.from(bytes) : bytes.subarray(0, 5000);
    await rejectsAsFormat(
      readBytes(
        raw,
        Array.from(raw, (_, i) => i),
      ),
      /: (?:is|begins|stands) /,
      { byteOffset: 0 },
    );
  });
}

test('a file called as its plain form would be gets another name in the command', async () => {
  const path = file('log.heapsnapshot', chunk);
  await assert.rejects(readSnapshot(path), {
    hint: new RegExp(`> ${folder}/log\\.plain\\.heapsnapshot\\.$`),
  });
});

test('a name of several words is quoted in the command', async () => {
  const path = file("Ann's heap.zip", zip);
  await assert.rejects(readSnapshot(path), { hint: /unzip '[^']*Ann'\\''s heap\.zip'\.$/ });
});

test('the program says so in one line, with exit code 2, in every command that reads a snapshot', async () => {
  const path = file('again.heapsnapshot.xz', xz);
  const sound = 'fixtures/snapshots/bun/0.heapsnapshot.gz';
  for (const args of [
    ['summary', path],
    [path, sound],
    [sound, path],
    ['retainers', path, '--class', 'Foo'],
    ['objects', path, '--class', 'Foo'],
    ['check', path, sound],
    ['check', '--write-baseline', join(folder, 'made.json'), path],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    assert.deepEqual([exitCode, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^snapdiff: [^\n]+ is compressed with xz, [^\n]+: xz -dc [^\n]+\n$/);
  }
});

test('the second reader is told the same', async () => {
  await rejectsAsFormat(readWithHeapsnapshotParser(file('second.zip', zip)), /is a zip archive/, {
    path: join(folder, 'second.zip'),
  });
});
