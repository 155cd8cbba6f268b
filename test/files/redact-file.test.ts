import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { isContinued } from '../../src/compare/contents.ts';
import { redactFile } from '../../src/files/redact-file.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { manifest } from '../support/devtools-goldens.ts';
import { snapshotBytes } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { assertRedacted, contentOf, sortedRows } from '../support/redacted-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-redact-'));
after(() => rmSync(folder, { recursive: true }));
const copy = join(folder, 'copy.heapsnapshot');

// Three writers; test/long has more.
for (const { snapshot, golden } of manifest.summaries.filter(({ snapshot }) =>
  /\/(?:chrome|hermes|push-daemon-leak)\/1\./.test(snapshot),
)) {
  test(`a copy of ${snapshot} has DevTools' numbers of it, and no text of a string`, () =>
    assertRedacted(repositoryPath(snapshot), golden));
}

/** By class, with what is told of it besides its name. */
async function numbersOf(path: string): Promise<string[]> {
  const { classes } = summarize(new Analysis(await readSnapshot(path)));
  return sortedRows(
    classes.map((row) => [row.count, row.distance, row.selfSize, row.retainedSize, row.kind, row.origin]),
  );
}

test('with --names no name of the program is left, and every number stays', async () => {
  const original = repositoryPath('fixtures/snapshots/push-daemon-leak/3.heapsnapshot.gz');
  const { renamedCount } = await redactFile(original, copy, { names: true });
  assert.ok(renamedCount > 1000);
  assert.deepEqual(await numbersOf(copy), await numbersOf(original));
  const text = readFileSync(copy, 'utf8');
  for (const name of ['Connection', 'MemoryStore', 'TimersList@', 'push-daemon', 'endpoint.js', 'apn']) {
    assert.ok(!new RegExp(`\\b${name}\\b`).test(text), name);
  }
});

for (const writer of ['bun', 'chrome', 'node8']) {
  test(`with --names every number of a file of ${writer} stays`, async () => {
    const original = repositoryPath(`fixtures/snapshots/${writer}/1.heapsnapshot.gz`);
    await redactFile(original, copy, { names: true });
    assert.deepEqual(await numbersOf(copy), await numbersOf(original));
  });
}

/** What a program can call like something of V8's. */
const disguised = `
  root -> holder
  holder -property:"(555) s3cr3t"-> made
  holder -property:"<mail@s3cr3t>"-> made
  holder -property:"node:s3cr3t"-> made
  holder -property:"ext:s3cr3t"-> made
  holder -property:"system / s3cr3t"-> made
  holder -property:"Node / s3cr3t"-> made
  holder -property:"Detached s3cr3t"-> made
  holder -property:"global s3cr3t"-> made
  holder -property:"Window s3cr3t"-> made
  holder -property:"HTMLs3cr3tElement"-> made
  holder -property:"<symbol s3cr3t>"-> made
  holder -property:"HTMLs3cr3tElement / a"-> made
  holder -property:"<symbol kEvents>"-> made
  holder -context:"(s3cr3t)"-> made
  holder -> page, host, hosts, method, code, shape, tagged, widget, native
  made: object "(s3cr3t 1)"
  tagged: object "<s3cr3t a>"
  shape: object "system / s3cr3t2"
  method: closure "Detached s3cr3t3"
  code: code "node:s3cr3t4"
  script: code "node:fs"
  script -internal:source-> empty
  empty: string ""
  holder -> script, context
  context: hidden "system / NativeContext / https://s3cr3t"
  page: native "Window / https://s3cr3t"
  host: object "global (global*) / https://s3cr3t"
  hosts: object "Window [JSGlobalObject] / https://s3cr3t"
  widget: native "<my-s3cr3t id=\\"a\\">"
  native: native "Detached HTMLDivElement"
`;

test("with --names nothing stays that only begins like a name of V8's", async () => {
  const original = join(folder, 'disguised.heapsnapshot');
  writeFileSync(original, snapshotBytes(disguised));
  await redactFile(original, copy, { names: true });
  const { strings } = contentOf(copy);
  assert.deepEqual(
    strings.filter((text) => /s3cr3t|555|mail/.test(text)),
    [],
  );
  for (const kept of ['node:fs', 'Detached HTMLDivElement', '<symbol kEvents>', 'source']) {
    assert.ok(strings.includes(kept), `${kept} in ${strings.join(' ')}`);
  }
  assert.ok(strings.some((text) => text.startsWith('global (global*) / aaaaa://')));
});

const picture = `
  root -> holder
  holder -property:token-> secret
  holder -property:"<symbol key>"-> twice
  holder -internal:table-> table
  table -internal:"1 / part of key (Key @5) -> value (a secret @7) pair in WeakMap (table @9)"-> secret
  holder -> page, script, pattern
  secret: string "s3cr3t \\u00e9\\ud83d\\ude00 \\"quoted\\" \\\\ \\n end"
  twice: string "token"
  page: native "<div id=\\"s3cr3t\\">"
  script: code "data:text/javascript,s3cr3t"
  pattern: regexp "s3cr3t"
`;

test('of names with data in them that part is masked, and a text that is also a name stays', async () => {
  const original = join(folder, 'drawn.heapsnapshot');
  writeFileSync(original, snapshotBytes(picture));
  await redactFile(original, copy);
  const { strings } = contentOf(copy);
  assert.doesNotMatch(readFileSync(copy, 'utf8'), /s3cr3t|quoted/);
  for (const kept of [
    'token',
    '<symbol key>',
    '1 / part of key (xxx @5) -> value (xxxxxxxx @7) pair in WeakMap (table @9)',
    '<div xxxxxxxxxxxx',
    'data:xxxxxxxxxxxxxxxxxxxxxx',
  ]) {
    assert.ok(strings.includes(kept), `${kept} in ${strings.join(' ')}`);
  }
});

test('a copy stays JSON where names have escapes in them, or are too long for memory', async () => {
  const original = join(folder, 'escaped.heapsnapshot');
  const long = `1 / part of key (${'é'.repeat(40_000)}`;
  const names = [`<div id="s3cr3t">`, `<${'d'.repeat(20_000)} s3cr3t\u{1f600}`, long];
  const drawn = names.map((name, index) => `  n${index}: native ${JSON.stringify(name)}`);
  const plain = snapshotBytes(`\n  root -> n0, n1, n2\n${drawn.join('\n')}\n`).toString('utf8');
  // As some writers do, whatever JSON asks for; every character of the longest beginning is an escape then.
  const escaped = plain.replaceAll('<', '\\u003c').replaceAll('ddd', '\\u0064d\\u0064');
  for (const bytes of [plain, escaped]) {
    writeFileSync(original, bytes);
    for (const withNames of [false, true]) {
      await redactFile(original, copy, { names: withNames });
      const { strings } = contentOf(copy);
      assert.ok(!strings.some((text) => text.includes('s3cr3t')));
      assert.deepEqual(
        strings.map(({ length }) => length),
        contentOf(original).strings.map(({ length }) => length),
      );
    }
    assert.ok(contentOf(copy).strings.includes('<div xxxxxxxxxxxx'));
  }
});

test('a copy is whole or not there, and never the snapshot itself', async () => {
  const original = join(folder, 'own.heapsnapshot');
  const bytes = snapshotBytes(picture);
  writeFileSync(original, bytes);
  await assert.rejects(redactFile(original, original), /is the snapshot itself/);
  await assert.rejects(redactFile(original, join(folder, 'none', 'copy')), /cannot be written \(ENOENT\)/);
  await assert.rejects(redactFile(original, join(folder, 'copy.zst')), /plain or as \.gz/);
  await assert.rejects(redactFile('-', copy), /read twice/);
  const cut = join(folder, 'cut.heapsnapshot');
  writeFileSync(cut, bytes.subarray(0, -20));
  const target = join(folder, 'of-cut.heapsnapshot');
  await assert.rejects(redactFile(cut, target), /the file ends/);
  assert.ok(!readdirSync(folder).some((name) => name.startsWith('of-cut')));
  assert.deepEqual(readFileSync(original), bytes);
});

test('there is no copy of a file that was replaced or written to between its two readings', async () => {
  const original = join(folder, 'replaced.heapsnapshot');
  const target = join(folder, 'of-replaced.heapsnapshot');
  // The longer first, so that no part of the other is behind it.
  const [one, other] = [disguised, picture].map((drawing) => snapshotBytes(drawing));
  const next = join(folder, 'next.heapsnapshot');
  for (const change of [
    (): void => renameSync(next, original),
    (): void => writeFileSync(original, other ?? ''),
    (): void => rmSync(original),
  ]) {
    writeFileSync(original, one ?? '');
    writeFileSync(next, other ?? '');
    let isChanged = false;
    // The first reading has the whole small file by then.
    const onProgress = (): void => {
      if (isChanged) return;
      isChanged = true;
      change();
    };
    await assert.rejects(redactFile(original, target, { onProgress }), /was changed while|ENOENT/);
    assert.ok(isChanged && !readdirSync(folder).some((name) => name.startsWith('of-replaced')));
  }
});

test('a copy that is interrupted leaves nothing, and two at once are whole', async () => {
  const original = join(folder, 'two.heapsnapshot');
  writeFileSync(original, snapshotBytes(picture));
  const own = join(folder, 'own');
  mkdirSync(own);
  const target = join(own, 'copy.heapsnapshot');
  const controller = new AbortController();
  const stopped = new Error('stopped');
  const onProgress = (phase: string): void => {
    if (phase.startsWith('writing')) controller.abort(stopped);
  };
  await assert.rejects(
    redactFile(original, target, { onProgress, signal: controller.signal }),
    (error) => error === stopped,
  );
  assert.deepEqual(readdirSync(own), []);
  // As a second one does that was left without an end.
  writeFileSync(`${target}.part`, 'of another');
  await Promise.all([redactFile(original, target), redactFile(original, target)]);
  assert.deepEqual(readdirSync(own).sort(), ['copy.heapsnapshot', 'copy.heapsnapshot.part']);
  assert.equal(statSync(target).mode & 0o777, 0o600);
  assert.equal(contentOf(target).strings.length, contentOf(original).strings.length);
});

test('a pipe stays one, and gets the copy', async () => {
  const original = join(folder, 'piped.heapsnapshot');
  writeFileSync(original, snapshotBytes(picture));
  await redactFile(original, copy);
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  // Has room for it all.
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  await redactFile(original, pipe);
  assert.equal(readFileSync(reader, 'utf8'), readFileSync(copy, 'utf8'));
  closeSync(reader);
  assert.ok(statSync(pipe).isFIFO());
  await assert.rejects(redactFile(original, folder), /cannot be written \(EISDIR\)/);
});

test('a copy called .gz is compressed', async () => {
  const original = join(folder, 'plain.heapsnapshot');
  writeFileSync(original, snapshotBytes(picture));
  await redactFile(original, copy);
  for (const ending of ['gz', 'GZ']) {
    await redactFile(original, `${copy}.${ending}`);
    assert.deepEqual(gunzipSync(readFileSync(`${copy}.${ending}`)), readFileSync(copy));
  }
});

test('a copy does not take one masked text for the beginning of another', () => {
  assert.ok(isContinued(['ab', 'abc', 'abcd']));
  assert.ok(!isContinued(['xx', 'xxx', 'xxxx']));
});
