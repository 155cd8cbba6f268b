import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { startProcess } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { filesBelow, readParquet } from '../../support/read-parquet.ts';
import { runCli, runShell } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-export-cli-'));
after(() => rmSync(folder, { recursive: true }));
const [first = '', second = ''] = [0, 1].map(
  (index) => `fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`,
);
let count = 0;
const newOut = (): string => join(folder, `out-${count++}`);

/** Runs an export that stops where it is at the n-th call of a function, and kills it there. */
async function killAt(call: string, args: readonly string[]): Promise<void> {
  const child = startProcess(process.execPath, [repositoryPath('dist/cli/main.js'), 'export', ...args], {
    cwd: repositoryPath('.'),
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${repositoryPath('test/process/export/hang-at.cjs')}`,
      HANG_AT: call,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_, signal) => resolve(signal)),
  );
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('hangs')) child.kill('SIGKILL');
  });
  assert.equal(await ended, 'SIGKILL', said);
}

const whole = newOut();
const isVisible = (path: string): boolean => path.endsWith('/part-0.parquet');

// In the first table, with some tables written, and in the middle of naming them.
for (const call of ['open:2', 'open:5', 'rename:1', 'rename:4']) {
  test(`a worker that is killed at ${call} leaves no half file, and run again changes nothing`, async () => {
    const args = [first, '--edges', '--label', 'build=1.4.2', '--out'];
    if (call === 'open:2') assert.equal((await runCli(['export', ...args, whole])).exitCode, 0);
    const expected = filesBelow(whole);
    const out = newOut();
    await killAt(call, [...args, out]);
    const left = filesBelow(out);
    assert.ok([...left.keys()].some((path) => !isVisible(path)));
    for (const [path, bytes] of left) {
      if (isVisible(path)) assert.deepEqual(bytes, expected.get(path), path);
      // No engine reads a file of such a name.
      else assert.match(path, /\/\.part-0\.parquet\.[\w-]+\.part$/);
    }
    assert.ok(![...left.keys()].some((path) => path.startsWith('snapshots/') && isVisible(path)));
    assert.equal((await runCli(['export', ...args, out])).exitCode, 0);
    assert.deepEqual(filesBelow(out), expected);
  });
}

test('a disk that fills is one line, exit code 2, and leaves no file', async () => {
  const out = newOut();
  const { exitCode, stderr } = await runShell(`ulimit -f 100; $SNAPDIFF export ${first} --out ${out}`);
  assert.match(
    stderr,
    /^snapdiff: \S+\/objects\/snapshot=0-\w+\/part-0\.parquet: the file gets larger than this user may write\. Nothing of this export was left there\. Make room, or choose another --out, and call it again\.\n$/,
  );
  assert.equal(exitCode, 2);
  assert.deepEqual([...filesBelow(out).keys()], []);
});

test('standard input is a snapshot, and each snapshot is a line on standard output', async () => {
  const out = newOut();
  const piped = await runShell(`gzip -dc ${first} | $SNAPDIFF export - --out ${out}`);
  assert.equal(piped.exitCode, 0, piped.stderr);
  assert.match(
    piped.stdout,
    /^\S+\/out-\d+: snapshot=stdin-b8e665084a55: 69,450 objects of 284 classes\.\n$/,
  );
  const pair = await runCli(['export', first, second, '--out', out]);
  assert.match(
    pair.stdout,
    /: snapshot=0-b8e665084a55: .*\n.*: snapshot=1-\w+: .*\n.*: inconclusive, 1 suspect\.\n$/,
  );
  assert.equal(pair.stderr, '');
});

test('what cannot be meant is one line and exit code 2, before anything is read', async () => {
  for (const [args, message] of [
    [[first], /^snapdiff: --out is missing: the folder for the tables\. As in: --out tables\n$/],
    [
      [first, '--out', newOut(), '--label', 'build'],
      /^snapdiff: --label build is not KEY=VALUE\. KEY has letters/,
    ],
    [
      ['missing.heapsnapshot', '--out', newOut()],
      /^snapdiff: missing\.heapsnapshot: cannot be read \(ENOENT\)/,
    ],
    [
      ['-', second, '--out', newOut()],
      /^snapdiff: -: each of several files is read twice, which standard input cannot be/,
    ],
    [['-', '-', '--out', newOut()], /^snapdiff: only one of the snapshots can come from standard input/],
  ] as const) {
    const { exitCode, stderr } = await runCli(['export', ...args]);
    assert.match(stderr, message);
    assert.equal(exitCode, 2);
  }
});

test('what the sidecar tells is in the table of snapshots', async () => {
  const out = newOut();
  const program = join(folder, 'program.js');
  const { exitCode, stderr } = await runShell(
    `echo 'setInterval(() => {}, 1000); process.kill(process.pid, "SIGUSR2")' > ${program}; cd ${folder}
     node --require ${repositoryPath('dist/preload/register.cjs')} ${program} & child=$!
     until ls *.meta.json; do sleep 0.1; done > /dev/null 2>&1
     kill $child; wait $child
     $SNAPDIFF export *.heapsnapshot --out ${out}`,
  );
  assert.equal(exitCode, 0, stderr);
  const [path = ''] = [...filesBelow(out).keys()].filter((name) => name.startsWith('snapshots/'));
  const [row = {}] = await readParquet(join(out, path));
  assert.equal(row['node_version'], process.versions.node);
  assert.ok(Number(row['uptime']) > 0 && Number(row['rss']) > 1e6 && Number(row['taken_at']) > 1.7e12);
  assert.ok(readFileSync(join(out, path)).length > 0);
});
