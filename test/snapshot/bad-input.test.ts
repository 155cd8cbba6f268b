import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { compareFiles } from '../../src/files/compare-files.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { assertForUser, assertFormatError, rejectsAsFormat } from '../support/assert-bad.ts';
import { readBytes } from '../support/byte-streams.ts';
import {
  filePartsOf,
  formatParts,
  parseDrawing,
  snapshotBytes,
  type FileParts,
} from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';

const drawing = parseDrawing('root -> a, b\n a -weak-> b\n b -element:3-> a\n a: object A at=1:2:3');
const good = snapshotBytes(drawing).toString();
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The drawn file with one thing wrong. */
function spoilt(spoil: (parts: FileParts) => unknown): string {
  const parts = filePartsOf(drawing);
  spoil(parts);
  return formatParts(parts);
}

/** Without a section. */
function without(name: string): string {
  return JSON.stringify(filePartsOf(drawing), (key, value: unknown) => (key === name ? undefined : value));
}

test('the drawn file is sound before it is spoilt', async () => {
  assert.equal((await readBytes(good)).graph.nodeCount, 3);
});

for (const [what, bytes, problem, byteOffset] of [
  ['an empty file', '', /is empty/, 0],
  ['white space', ' \n\t', /nothing but white space/, 3],
  ['text', 'hello, this is a log', /not JSON/, 0],
  ['binary data', Buffer.from('7f454c4602010100000000000000000003003e00', 'hex'), /not JSON/, 0],
  ['a JSON list', '[1,2,3]', /not JSON/, 0],
  ['another JSON object', '{"name":"x","version":1}', /JSON without a "snapshot" header/, 24],
  ['an empty JSON object', '{}', /JSON without a "snapshot" header/, 2],
  ['a package.json', '{\n  "name": "x",\n  "nodes": 1\n}\n', /"nodes" is not a list/, 28],
  ['a CPU profile', '{"nodes":[{"id":1}],"startTime":1}', /"nodes" comes before its header/, 9],
  ['JSON with a comment', '{ // hm\n}', /a section name should stand here/, 2],
  ['a header that is no object', '{"snapshot":[]}', /no "meta"/, 12],
  ['a header that is a word', '{"snapshot":yes}', /not valid JSON/, 12],
  ['a header that is broken', '{"snapshot":{"meta":}}', /not valid JSON/, 12],
  ['a missing colon', '{"snapshot" {}}', /a colon should follow "snapshot"/, 12],
  ['an endless key', `{"${'k'.repeat(1000)}":1}`, /over 200 bytes/, 202],
] as const) {
  test(`${what} is told from a snapshot`, async () => {
    await rejectsAsFormat(readBytes(bytes), problem, { byteOffset });
    const path = file('not-a-snapshot', bytes);
    await rejectsAsFormat(readSnapshot(path), problem, { byteOffset, path });
  });
}

for (const [what, spoil, problem] of [
  ['no node_fields', (meta) => delete meta['node_fields'], /no list "node_fields"/],
  ['no edge_types', (meta) => delete meta['edge_types'], /no type names in "edge_types"/],
  ['empty node_types', (meta) => (meta['node_types'] = [[]]), /no type names in "node_types"/],
  ['node_fields of numbers', (meta) => (meta['node_fields'] = [1, 2]), /no list "node_fields"/],
  [
    'no self_size',
    (meta) => (meta['node_fields'] = ['type', 'name', 'id', 'edge_count']),
    /lacks "self_size"/,
  ],
  ['no to_node', (meta) => (meta['edge_fields'] = ['type', 'name_or_index']), /lacks "to_node"/],
  ['no line', (meta) => (meta['location_fields'] = ['object_index', 'script_id', 'column']), /lacks "line"/],
  [
    'more fields than a batch holds',
    (meta) =>
      (meta['node_fields'] = [...(meta['node_fields'] as string[]), ...Array<string>(40_000).fill('x')]),
    /names 40,?007 fields/,
  ],
  [
    'more types than a byte counts',
    (meta) => (meta['edge_types'] = [Array.from({ length: 300 }, (_, i) => `t${i}`)]),
    /names 300 types/,
  ],
] satisfies readonly [string, (meta: Record<string, unknown>) => unknown, RegExp][]) {
  test(`a header with ${what} is told`, async () => {
    await rejectsAsFormat(readBytes(spoilt(({ snapshot }) => spoil(snapshot.meta))), problem);
  });
}

for (const value of [-1, 1.5, '3', null, 2 ** 60, {}]) {
  test(`a node_count of ${JSON.stringify(value)} is told`, async () => {
    const bytes = spoilt(({ snapshot }) => (snapshot['node_count'] = value as number));
    await rejectsAsFormat(readBytes(bytes), /no valid "node_count"/, { byteOffset: 12 });
  });
}

for (const [what, spoil, problem] of [
  [
    'has no nodes and declares none',
    ({ snapshot, nodes }) => {
      snapshot.node_count = 0;
      nodes.splice(0);
    },
    /an edge points at 7|has no nodes/,
  ],
  ['has no edge_count', ({ snapshot }) => delete snapshot['edge_count' as string], /no valid "edge_count"/],
  ['declares too few nodes', ({ snapshot }) => snapshot.node_count--, /more nodes than the 2/],
  ['declares too many nodes', ({ snapshot }) => snapshot.node_count++, /nodes end after 3 of the 4/],
  ['declares too few edges', ({ snapshot }) => snapshot.edge_count--, /claim more edges than the 3/],
  ['declares too many edges', ({ snapshot }) => snapshot.edge_count++, /edges end after 4 of the 5/],
  ['has nodes that claim one edge more', ({ nodes }) => nodes[4]++, /claim more edges than the 4/],
  ['has nodes that claim one edge less', ({ nodes }) => nodes[4]--, /claim 3 edges, and there are 4/],
  ['has nodes that claim 2^32 edges', ({ nodes }) => (nodes[4] = 2 ** 32), /4294967296 is too large/],
  ['has an id over 2^53', ({ nodes }) => (nodes[2] = 2 ** 60), /is too large a number/],
  ['has an object of 2^53 bytes', ({ nodes }) => (nodes[3] = 2 ** 53), /objects have 9,007\.2 TB in all/],
  [
    'has objects of 2^53 bytes in all',
    ({ nodes }) => [3, 10].forEach((slot) => (nodes[slot] = 2 ** 52)),
    /objects have 9,007\.2 TB in all/,
  ],
  [
    'has more than 2^53 bytes outside the heap',
    ({ snapshot }) => (snapshot['extra_native_bytes'] = 2 ** 53 - 1),
    /objects have 9,007\.2 TB in all/,
  ],
  ['has half a node too few', ({ nodes }) => nodes.splice(-3), /last of its nodes is incomplete/],
  ['has half a node too many', ({ nodes }) => nodes.push(1, 2), /last of its nodes is incomplete/],
  ['has half an edge too few', ({ edges }) => edges.pop(), /last of its edges is incomplete/],
  ['has an edge too many', ({ edges }) => edges.push(2, 1, 0), /more edges than the 4/],
  ['has a node type beyond the list', ({ nodes }) => (nodes[7] = 64), /node type 64 is not one of the 15/],
  ['has an edge type beyond the list', ({ edges }) => (edges[3] = 64), /edge type 64 is not one of the 7/],
  [
    'has an edge to behind the last node',
    ({ edges }) => (edges[2] = 21),
    /points at 21, which is not the start/,
  ],
  ['has an edge to between two nodes', ({ edges }) => (edges[2] = 8), /points at 8, which is not the start/],
  ['has an edge to far away', ({ edges }) => (edges[2] = 4294967289), /points at 4294967289/],
  ['has an edge to beyond 32 bits', ({ edges }) => (edges[2] = 2 ** 32 + 7), /is too large a number/],
  ['names a node by a string it has not', ({ nodes }) => (nodes[8] = 99), /node 1 is named by string 99/],
  ['names an edge by a string it has not', ({ edges }) => (edges[1] = 99), /edge 0 is named by string 99/],
  ['has too few strings', ({ strings }) => strings.pop(), /is named by string 4, and there are 4/],
  ['has no strings at all', ({ strings }) => strings.splice(0), /and there are 0/],
  [
    'has a location of no node',
    (parts) => (parts.locations = [21, 1, 2, 3]),
    /belongs to 21, which is not the start/,
  ],
  [
    'has a location between nodes',
    (parts) => (parts.locations = [5, 1, 2, 3]),
    /belongs to 5, which is not the start/,
  ],
  ['has a script id of 2^32', (parts) => (parts.locations = [7, 2 ** 32, 2, 3]), /is too large a number/],
  ['has half a location', (parts) => parts.locations?.pop(), /last of its locations is incomplete/],
  ['has its root between nodes', ({ snapshot }) => (snapshot['root_index'] = 3), /root_index 3 is not/],
  ['has its root behind the nodes', ({ snapshot }) => (snapshot['root_index'] = 21), /root_index 21 is not/],
  [
    'has locations its header does not describe',
    ({ snapshot }) => delete snapshot.meta['location_fields'],
    /"locations" whose fields its header does not name/,
  ],
] satisfies readonly [string, (parts: FileParts) => unknown, RegExp][]) {
  test(`a file that ${what} is told, in one chunk and in many`, async () => {
    const bytes = spoilt(spoil);
    await rejectsAsFormat(readBytes(bytes), problem);
    const everyByte = Array.from(bytes, (_, i) => i);
    await rejectsAsFormat(readBytes(bytes, everyByte), problem);
  });
}

for (const [section, problem] of [
  ['snapshot', /"nodes" comes before its header/],
  ['nodes', /no section "nodes"/],
  ['edges', /no section "edges"/],
  ['locations', /no section "locations", though/],
  ['strings', /no section "strings"/],
] as const) {
  test(`a file without its section "${section}" is told`, async () => {
    await rejectsAsFormat(readBytes(without(section)), problem);
  });
}

for (const section of ['snapshot', 'nodes', 'edges', 'locations', 'strings', 'samples']) {
  test(`a file with its section "${section}" twice is told, at the second`, async () => {
    const at = good.indexOf(`"${section}":`);
    const again = `"${section}":[]`;
    const bytes = `${good.slice(0, -1)},${again}}`;
    assert.ok(at > 0);
    await rejectsAsFormat(readBytes(bytes), new RegExp(`"${section}" twice`), {
      byteOffset: bytes.lastIndexOf(again) + section.length + 1,
    });
  });
}

for (const [what, from, to, problem] of [
  ['a letter among its nodes', '"nodes":[9', '"nodes":[x', /unexpected byte in "nodes": expected an integer/],
  ['a negative number', '"nodes":[9', '"nodes":[-9', /expected an integer/],
  ['a fraction', '"edges":[2', '"edges":[2.5', /unexpected byte in "edges": expected an integer/],
  ['an exponent', '"edges":[2', '"edges":[2e0', /unexpected byte in "edges": expected an integer/],
  [
    'a zero in front of a number',
    '"nodes":[9,',
    '"nodes":[09,',
    /unexpected byte in "nodes": expected an integer/,
  ],
  ['a zero in front of a long number', '"nodes":[9,', '"nodes":[01234567890123,', /expected an integer/],
  ['two zeros', '"edges":[2,', '"edges":[00,', /expected an integer/],
  ['two commas', '"nodes":[9,', '"nodes":[9,,', /expected an integer/],
  ['a comma in front', '"nodes":[', '"nodes":[,', /expected an integer/],
  ['no comma', '"nodes":[9,', '"nodes":[9 ', /expected an integer/],
  [
    'a number among its strings',
    '"strings":[',
    '"strings":[1,',
    /unexpected byte in "strings": expected a string/,
  ],
  [
    'two strings without a comma',
    '"<dummy>"',
    '"<dummy>""x"',
    /unexpected byte in "strings": expected a string/,
  ],
  [
    'two commas among its strings',
    '"<dummy>"',
    '"<dummy>",,',
    /unexpected byte in "strings": expected a string/,
  ],
  ['no comma between sections', ',\n"edges"', '\n"edges"', /a comma should follow the section "nodes"/],
] as const) {
  test(`a file with ${what} is told, at that byte`, async () => {
    const start = good.indexOf(from);
    assert.ok(start > 0);
    const bytes = good.replace(from, to);
    await assert.rejects(readBytes(bytes), (error) => {
      assertFormatError(error, '(stream)');
      assert.match(error.message, problem);
      assert.ok(error.byteOffset >= start && error.byteOffset <= start + to.length, error.message);
      return true;
    });
  });
}

test('the byte told is that of the number at fault, whatever the cuts', async () => {
  const [toTarget = ''] = /"edges":\[\d+,\d+,/.exec(good) ?? [];
  const byteOffset = good.indexOf(toTarget) + toTarget.length;
  const bytes = `${good.slice(0, byteOffset)}8${good.slice(byteOffset + 1)}`;
  for (const cuts of [[], [100, 500, byteOffset - 1], [byteOffset], [20, 40, 60, 80]])
    await rejectsAsFormat(readBytes(bytes, cuts), /points at 8/, { byteOffset });
});

test('a zero in front of a number is told wherever the bytes are cut, and a zero alone is a number', async () => {
  for (const zeros of ['0', '00', '0000000000']) {
    const bytes = good.replace('"nodes":[9', `"nodes":[${zeros}9`);
    const byteOffset = bytes.indexOf('"nodes":[') + '"nodes":['.length + 1;
    for (let cut = byteOffset - 3; cut < byteOffset + 14; cut++)
      await rejectsAsFormat(readBytes(bytes, [cut]), /expected an integer/, { byteOffset });
    await rejectsAsFormat(readBytes(bytes, [...Buffer.from(bytes).keys()]), /expected an integer/, {
      byteOffset,
    });
  }
});

test('anything behind the end is told', async () => {
  for (const more of ['x', '{}', ',', '}', good])
    await rejectsAsFormat(readBytes(good + more), /unexpected data after the end/, {
      byteOffset: good.length,
    });
});

test('a drawn file cut at any byte is told', async () => {
  for (let length = 0; length < good.length; length++) {
    await assert.rejects(readBytes(good.slice(0, length)), (error) => {
      assertFormatError(error, '(stream)');
      assert.match(error.message, /the file ends|is empty|it is JSON without/);
      assert.equal(error.byteOffset, length, error.message);
      return true;
    });
  }
});

const packed = readFileSync(repositoryPath('fixtures/snapshots/bun/0.heapsnapshot.gz'));
const real = gunzipSync(packed);

test('a real file cut at every third kilobyte is told', async () => {
  for (let length = 1000; length < real.length; length += 3000)
    await rejectsAsFormat(readBytes(real.subarray(0, length)), /the file ends/, { byteOffset: length });
});

test('a file cut inside its nodes tells how many are missing', async () => {
  const path = file('cut.heapsnapshot', good.slice(0, good.indexOf('"edges"') - 12));
  await rejectsAsFormat(readSnapshot(path), /ends after 2 of its 3 nodes/, { path });
});

test('gzip cut anywhere is told', async () => {
  for (let length = 2; length < packed.length; length += 2903)
    await rejectsAsFormat(readBytes(packed.subarray(0, length)), /gzip data is cut short/);
});

test('brotli cut anywhere is told', async () => {
  const bytes = brotliCompressSync(real, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  for (let length = 4000; length < bytes.length; length += 9001)
    await rejectsAsFormat(readBytes(bytes.subarray(0, length)), /brotli data is (?:cut short|damaged)/);
});

test('gzip with a wrong byte is told', async () => {
  for (let at = 40; at < packed.length; at += 4801) {
    const bytes = Buffer.from(packed);
    bytes[at] ^= 0x55;
    await assert.rejects(readBytes(bytes), (error) => {
      // Either the decompressor notices, or what comes out of it is wrong first.
      assertFormatError(error, '(stream)');
      return true;
    });
  }
});

test('gzip of something else is told', async () => {
  await rejectsAsFormat(readBytes(gzipSync('hello')), /not JSON/);
  await rejectsAsFormat(readBytes(gzipSync('')), /is empty/);
});

/** In 300 bytes, a billion nodes or edges. */
function boaster(nodeCount: number, edgeCount: number): string {
  return (
    '{"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],"node_types":[["object"]],' +
    '"edge_fields":["type","name_or_index","to_node"],"edge_types":[["property"]]},' +
    `"node_count":${nodeCount},"edge_count":${edgeCount}},"nodes":[0,0,1,0,0],"edges":[0,0,0],"strings":[""]}`
  );
}

for (const count of [30_000_000, 1_000_000_000, 2 ** 32, 2 ** 52]) {
  for (const [what, bytes] of [
    ['nodes', boaster(count, 1)],
    ['edges', boaster(1, count)],
  ] as const) {
    test(`${count} ${what} declared in 300 bytes are told before memory is taken for them`, async () => {
      assert.ok(bytes.length < 320);
      const path = file('boaster.heapsnapshot', bytes);
      const before = process.memoryUsage().arrayBuffers;
      await rejectsAsFormat(readSnapshot(path), new RegExp(`declares [\\d,]+ ${what}, more than its`), {
        path,
        byteOffset: 12,
      });
      // Of a stream nobody knows the length: it gets little at first, and more as it comes.
      const problem = what === 'nodes' ? /nodes end after 1 of/ : /edges end after 1 of/;
      await rejectsAsFormat(readBytes(bytes), problem);
      await rejectsAsFormat(readBytes(gzipSync(bytes)), problem);
      const taken = process.memoryUsage().arrayBuffers - before;
      assert.ok(taken < 8_000_000, `${taken} bytes were taken`);
    });
  }
}

test('a header of over a megabyte is told', async () => {
  const bytes = `{"snapshot":{"meta":"${'x'.repeat(2 << 20)}"}}`;
  await rejectsAsFormat(readBytes(bytes), /header is over 1 MB/);
  await rejectsAsFormat(readBytes(bytes, [1000, 2000, 1 << 20, (1 << 20) + 5]), /header is over 1 MB/);
});

test('a header nested deeper than any parser goes is told', async () => {
  await rejectsAsFormat(readBytes(`{"snapshot":${'['.repeat(500_000)}${']'.repeat(500_000)}}`), /no "meta"/);
});

test('a directory is told', async () => {
  await assert.rejects(readSnapshot(folder), (error) => {
    assertForUser(error, folder);
    assert.equal(error.message, `${folder}: is a directory`);
    return true;
  });
});

for (const [what, path, code] of [
  ['a missing file', join(folder, 'missing.heapsnapshot'), 'ENOENT'],
  ['a path through a file', join(file('plain', good), 'x'), 'ENOTDIR'],
  ['too long a path', join(folder, 'x'.repeat(5000)), 'ENAMETOOLONG'],
] as const) {
  test(`${what} is told, by what the system says`, async () => {
    await assert.rejects(readSnapshot(path), (error) => {
      assertForUser(error, path);
      assert.equal(error.message, `${path}: cannot be read (${code})`);
      return true;
    });
  });
}

test('a file one may not read is told', async () => {
  const path = file('secret.heapsnapshot', good);
  chmodSync(path, 0o000);
  // Root may read everything, so it is somebody else for a moment.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await assert.rejects(readSnapshot(path), (error) => {
      assertForUser(error, path);
      assert.equal(error.message, `${path}: cannot be read (EACCES)`);
      assert.match(error.hint ?? '', /owner/);
      return true;
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

test('a missing baseline is told before the current file is read', async () => {
  const seen: string[] = [];
  const missing = join(folder, 'missing.heapsnapshot');
  await assert.rejects(
    compareFiles([missing, file('current.heapsnapshot', good)], {
      onProgress: (phase) => void seen.push(phase),
    }),
    (error) => error instanceof SnapdiffError && error.message.startsWith(missing),
  );
  assert.deepEqual(seen, []);
});
