import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findSnapshotFiles } from '../../src/cli/snapshot-files.ts';
import { welcome } from '../../src/cli/welcome.ts';
import { runCli } from '../support/run-cli.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

/** Files, newest first, a minute apart, of one megabyte. */
function welcomeOf(...names: readonly string[]): string {
  return welcome(
    names.map((name, index) => ({ name, size: 1e6, mtimeMs: now - (index + 2) * 60_000 })),
    now,
  );
}

test('snapshots are listed newest first, with the commands that read them in the order they were taken', () => {
  assert.equal(
    welcomeOf('c.heapsnapshot', 'b.heapsnapshot.gz', 'a.heapsnapshot'),
    `snapdiff: no arguments. 3 snapshots in this folder, newest first:

  c.heapsnapshot     1.0 MB  2 min ago
  b.heapsnapshot.gz  1.0 MB  3 min ago
  a.heapsnapshot     1.0 MB  4 min ago

  snapdiff a.heapsnapshot b.heapsnapshot.gz c.heapsnapshot
      whether it leaks, and what holds it (snapshots of one process)
  snapdiff check a.heapsnapshot b.heapsnapshot.gz c.heapsnapshot
      the same, with exit code 1 if it leaks
  snapdiff summary c.heapsnapshot
      where the bytes of the newest are
  snapdiff explore a.heapsnapshot b.heapsnapshot.gz c.heapsnapshot
      look around in it, in the browser

Options and examples: snapdiff --help
`,
  );
});

test('one snapshot is summarized; of many the newest five are listed', () => {
  assert.match(welcomeOf('a.heapsnapshot'), /One snapshot in this folder/);
  assert.doesNotMatch(welcomeOf('a.heapsnapshot'), /snapdiff check|snapdiff a\./);
  const many = welcomeOf(...Array.from({ length: 9 }, (_, index) => `${9 - index}.heapsnapshot`));
  assert.match(many, /\n {2}… 4 more\n/);
  assert.match(many, /\n {2}snapdiff 5\.heapsnapshot 6\.\S+ 7\.\S+ 8\.\S+ 9\.heapsnapshot\n/);
});

test('only snapshots of the process that wrote the newest are compared, as far as names tell', () => {
  const ours = welcomeOf(
    'api.7.20261125T100200Z.002.heapsnapshot',
    'api.9.20261125T100100Z.001.heapsnapshot',
    'api.7.20261125T100000Z.001.heapsnapshot',
  );
  assert.match(ours, /\n {2}snapdiff api\.7\.\S+001\.heapsnapshot api\.7\.\S+002\.heapsnapshot\n/);
  const nodes = welcomeOf(
    'Heap.20261125.100200.7.0.002.heapsnapshot',
    'Heap.20261125.100100.9.0.001.heapsnapshot',
  );
  assert.doesNotMatch(nodes, /snapdiff check/);
});

test('a name is text: shown safe, quoted in commands, and in none if it cannot be typed', () => {
  const text = welcomeOf("it's $(rm).heapsnapshot", '-x.heapsnapshot', 'a\u001b[2J\n.heapsnapshot');
  assert.ok(text.includes("snapdiff ./-x.heapsnapshot 'it'\\''s $(rm).heapsnapshot'\n"), text);
  assert.ok(text.includes('  a\\x1b[2J\\x0a.heapsnapshot'), text);
  assert.doesNotMatch(text, /snapdiff.*2J/);
});

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-welcome-'));
after(() => rmSync(folder, { recursive: true }));

test('without arguments nothing is done: exit code 2, on standard error', async () => {
  const empty = await runCli([], { cwd: folder });
  assert.deepEqual([empty.exitCode, empty.stdout], [2, '']);
  assert.match(
    empty.stderr,
    /no \.heapsnapshot file in this folder\. To take snapshots:\n\n {2}snapdiff capture /,
  );

  for (const [age, name] of ['b.heapsnapshot.zst', 'a.heapsnapshot.br', 'notes.txt'].entries()) {
    writeFileSync(join(folder, name), 'x'.repeat(2000));
    utimesSync(join(folder, name), now / 1000 - age * 60, now / 1000 - age * 60);
  }
  mkdirSync(join(folder, 'c.heapsnapshot'));
  assert.deepEqual(await findSnapshotFiles(folder), [
    { name: 'b.heapsnapshot.zst', size: 2000, mtimeMs: now },
    { name: 'a.heapsnapshot.br', size: 2000, mtimeMs: now - 60_000 },
  ]);
  const { exitCode, stdout, stderr } = await runCli([], { cwd: folder });
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(
    stderr,
    /\n {2}snapdiff a\.heapsnapshot\.br b\.heapsnapshot\.zst\n {6}what grew, and what holds it /,
  );
});
