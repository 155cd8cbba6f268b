import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { assertWhole, snapshotsIn } from '../preload/host.ts';
import { RunningCli, fixture } from './capture-cli.ts';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  // A blank, as in many home folders: NODE_OPTIONS divides at blanks.
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff run-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const node = process.execPath;

test('a program is run prepared: kill -USR2 writes, the end lists what was written', () =>
  inFolder(async (folder) => {
    const cli = new RunningCli(['run', '--out', folder, '--', node, fixture('attach-growing'), '0'], {
      env: { NODE_OPTIONS: '--no-deprecation' },
    });
    await cli.says('ready');
    await cli.says(/kill -USR2 \d+\D/, 'stderr');
    const [, pid] = /kill -USR2 (\d+)/.exec(cli.stderr) ?? [];
    process.kill(Number(pid), 'SIGUSR2');
    await cli.says('snapdiff: wrote', 'stderr');
    cli.child.kill('SIGTERM');
    assert.deepEqual(await cli.end(), { exitCode: null, signal: 'SIGTERM' });
    const [name = ''] = await snapshotsIn(folder);
    await assertWhole(join(folder, name));
    assert.match(
      cli.stderr,
      /snapdiff: snapshots written:\n {2}.*\.heapsnapshot\nNext: snapdiff summary '.*'\n$/,
    );
    assert.equal(cli.stdout, 'ready\n');
  }));

test("the program's exit code is ours, and its arguments reach it untouched", () =>
  inFolder(async (folder) => {
    const script =
      'console.log(JSON.stringify(process.argv.slice(1)), process.env.NODE_OPTIONS); process.exit(7)';
    const cli = new RunningCli(
      ['run', '--out', folder, '--', node, '-e', script, '--', '--flag', '-', '-x', '--json'],
      {
        env: { NODE_OPTIONS: '--no-deprecation' },
      },
    );
    assert.deepEqual(await cli.end(), { exitCode: 7, signal: null });
    assert.match(
      cli.stdout,
      /^\["--flag","-","-x","--json"\] --no-deprecation --require ".*register\.cjs"\n$/,
    );
    assert.doesNotMatch(cli.stderr, /snapshots written/);
  }));

test('SIGUSR2 reaches the program through us, but not one that would die of it', () =>
  inFolder(async (folder) => {
    const prepared = new RunningCli(['run', '--out', folder, '--', node, fixture('attach-growing')]);
    await prepared.says('ready');
    prepared.child.kill('SIGUSR2');
    await prepared.says('snapdiff: wrote', 'stderr');
    prepared.child.kill('SIGINT');
    assert.equal((await prepared.end()).signal, 'SIGINT');

    const other = new RunningCli(['run', '--out', folder, '--', 'sleep', '100']);
    await other.says('runs as process', 'stderr');
    assert.match(
      other.stderr,
      /, which is not Node yet; "snapdiff capture" lists what it starts or becomes\n/,
    );
    assert.doesNotMatch(other.stderr, /kill/);
    other.child.kill('SIGUSR2');
    await other.says('does not catch SIGUSR2, and was not sent it', 'stderr');
    other.child.kill('SIGTERM');
    assert.equal((await other.end()).signal, 'SIGTERM');
  }));

test('near its limit a heap is written twice, into the folder that was named', () =>
  inFolder(async (folder) => {
    const script = 'const all = []; for (;;) all.push({ list: new Array(100).fill(all.length) });';
    const cli = new RunningCli([
      'run',
      '--out',
      folder,
      '--near-heap-limit',
      '--',
      node,
      '--max-old-space-size=30',
      '-e',
      script,
    ]);
    const { signal, exitCode } = await cli.end();
    assert.ok(signal === 'SIGABRT' || exitCode === 134, `${signal} ${exitCode}`);
    const names = await snapshotsIn(folder);
    assert.equal(names.length, 2, cli.stderr);
    assert.match(cli.stderr, /Next: snapdiff '.*' '.*'\n$/);
  }));

test('what V8 writes into the working directory when memory has run out is told, and for its owner alone', () =>
  inFolder(async (folder) => {
    const out = join(folder, 'out');
    await mkdir(out);
    const name = 'v8-heap-1795658897910.heapsnapshot';
    const script = `fs.writeFileSync('${name}', '{"snapshot":{},"strings":[]}', { mode: 0o644 });
      fs.writeFileSync('v8-heap-1795658897911-7.heapsnapshot', '{'); fs.writeFileSync('other.heapsnapshot', '{}')`;
    const cli = new RunningCli(['run', '--out', out, '--', node, '-e', script], { cwd: folder });
    assert.equal((await cli.end()).exitCode, 0);
    assert.match(cli.stderr, new RegExp(`snapshots written:\n  ${name}\nNext: snapdiff summary ${name}\n`));
    assert.match(cli.stderr, /v8-heap-1795658897911-7\.heapsnapshot\.part was cut short/);
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  }));

test('what Node left half written is named .part, and not told as a snapshot', () =>
  inFolder(async (folder) => {
    const write = (name: string, text: string): string =>
      `fs.writeFileSync(${JSON.stringify(join(folder, name))}, '${text}');`;
    const whole = '{"snapshot":{},"strings":[]}';
    const script = [
      write('Heap.20260101.000000.7.0.001.heapsnapshot', whole),
      write('Heap.20260101.000000.7.0.002.heapsnapshot', whole.slice(0, -4)),
      write('its-own.heapsnapshot', ''),
    ];
    const cli = new RunningCli(['run', '--out', folder, '--', node, '-e', script.join('')]);
    assert.equal((await cli.end()).exitCode, 0);
    assert.deepEqual((await readdir(folder)).sort(), [
      'Heap.20260101.000000.7.0.001.heapsnapshot',
      'Heap.20260101.000000.7.0.002.heapsnapshot.part',
      'its-own.heapsnapshot',
    ]);
    assert.match(
      cli.stderr,
      /snapshots written:\n[^\n]*001\.heapsnapshot\nNext: snapdiff summary [^\n]*001\.heapsnapshot'\n/,
    );
    assert.match(cli.stderr, /002\.heapsnapshot\.part was cut short and is not a snapshot/);
    assert.match(cli.stderr, /its-own\.heapsnapshot was cut short/);
  }));

test('what cannot be run is one line and exit code 2', () =>
  inFolder(async (folder) => {
    const refused = async (args: readonly string[], line: RegExp): Promise<void> => {
      const cli = new RunningCli(['run', ...args]);
      assert.equal((await cli.end()).exitCode, 2, cli.stderr);
      assert.match(cli.stderr, line);
      assert.equal(cli.stderr.split('\n').length, 2, cli.stderr);
    };
    await refused([], /no program to run\. Put it after --: snapdiff run -- node app\.js/);
    await refused(['node', 'app.js'], /no program to run/);
    await refused(
      ['--out', join(folder, 'no'), '--', node, '-v'],
      /no is not a folder\. Create it, or name another with --out/,
    );
    await refused(
      ['--near-heap-limit', 'all', '--', node, '-v'],
      /--near-heap-limit all is not a number of snapshots/,
    );
    await refused(
      ['--out', folder, '--', 'no-such-program-anywhere'],
      /no-such-program-anywhere cannot be run: no such program/,
    );
    if (process.geteuid?.() !== 0) {
      await mkdir(join(folder, 'locked'));
      await chmod(join(folder, 'locked'), 0o500);
      await refused(['--out', join(folder, 'locked'), '--', node, '-v'], /locked cannot be written to/);
    }
    await writeFile(join(folder, 'plain'), '');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.part')),
      [],
    );
  }));
