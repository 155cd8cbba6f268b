// Tries `snapdiff capture` on what is not Node: a tab of Chromium, Deno, and Bun, which a signal would kill. Deno and Bun
// are installed once into .cache/ by their npm packages, Chromium by Debian's.
//
//     npm run build && node --import tsx scripts/try-capture-runtimes.ts [--only chromium,deno,bun]
//
// Prints a line for each, and what failed; ends with 1 if anything did.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { isAlive, listeningPorts, readProcess } from '../src/capture/processes.ts';
import { findFileRetainers } from '../src/files/inspect-files.ts';
import { readSnapshot } from '../src/index.ts';
import { assertRefused, capture } from '../test/process/capture/capture-cli.ts';
import { waitUntil } from '../test/support/child-processes.ts';
import { snapshotsIn } from '../test/process/preload/host.ts';
import { installBun, installChromium, installDeno } from './fixtures/runtimes.ts';

const READY = "console.log('ready'); setInterval(() => {}, 1000);";

/** Adds 20 objects of a class again and again, by one function. */
const GROWING =
  'class Row {} globalThis.rows = []; function add() { for (let i = 0; i < 20; i++) rows.push(new Row()) } setInterval(add, 20);';

/** Runs a program in an empty folder while `use` looks at it. */
async function whileRunning(
  command: string,
  args: (folder: string) => readonly string[],
  use: (pid: number, folder: string, said: () => string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-runtime-'));
  const child = spawn(command, args(folder), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  try {
    await use(child.pid ?? assert.fail(`${command} does not start`), folder, () => said);
  } finally {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function assertCaptured(folder: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await capture(...args, '--out', folder);
  assert.equal(exitCode, 0, stderr);
  const [name = ''] = await snapshotsIn(folder);
  const { graph } = await readSnapshot(join(folder, name));
  assert.ok(graph.nodeCount > 10_000);
  assert.equal(stderr, '');
  return stdout;
}

/** With --stacks the objects that came have the calls that allocated them; without, the next snapshot has none again. */
async function assertTracked(folder: string, args: readonly string[]): Promise<void> {
  const before = (await snapshotsIn(folder)).length;
  const tracked = await capture(...args, '--stacks', '--count', '2', '--every', '1s', '--out', folder);
  assert.equal(tracked.exitCode, 0, tracked.stderr);
  assert.match(tracked.stderr, /V8 now records the stack of every allocation/);
  const [newSince = '', path = ''] = (await snapshotsIn(folder))
    .slice(before)
    .map((name) => join(folder, name));
  const { ofClass } = await findFileRetainers(path, { className: 'Row', newSince });
  assert.equal(ofClass?.allocation?.frames[0]?.functionName, 'add');
  const later = await capture(...args, '--out', folder);
  assert.equal(later.exitCode, 0, later.stderr);
  const { traces } = await readSnapshot(join(folder, (await snapshotsIn(folder)).at(-1) ?? ''));
  assert.equal(traces, undefined, 'it is tracked on');
}

const runtimes: Readonly<Record<string, () => Promise<void>>> = {
  chromium: async () => {
    installChromium();
    const page = `<title>two</title><script>${GROWING}</script>`;
    const args = (folder: string): string[] => [
      '--headless',
      '--no-sandbox', // Chromium refuses to run as root with it
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}/profile`,
      `data:text/html,${encodeURIComponent(page)}`,
    ];
    await whileRunning('chromium', args, async (pid, folder, said) => {
      await waitUntil('Chromium listens', () => /DevTools listening on \S+\s/.test(said()));
      const port = /DevTools listening on ws:\/\/[^/]*:(\d+)\//.exec(said())?.[1] ?? '';
      assertRefused(
        await capture(String(pid)),
        /is Chromium, .*no signal was sent\. .*--remote-debugging-port/,
      );
      await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, { method: 'PUT' });
      assertRefused(await capture('--port', port), /has 2 targets\. Choose with --target/);
      await assertCaptured(folder, ['--port', port, '--target', 'Row', '--gc']);
      await capture('--port', port, '--target', '1', '--json', '--out', folder);
      assert.equal((await snapshotsIn(folder)).length, 2);
      await assertTracked(folder, ['--port', port, '--target', 'Row']);
    });
  },
  deno: async () => {
    await whileRunning(
      installDeno(),
      () => ['eval', `${GROWING} console.log('ready');`],
      async (pid, folder, said) => {
        await waitUntil('it is ready', () => said().includes('ready'));
        // Half a second after the program has begun.
        await waitUntil('it catches SIGUSR1', () => readProcess(pid)?.reactionTo('SIGUSR1') === 'caught');
        const facts = readProcess(pid) ?? assert.fail('it has ended');
        const { exitCode, stderr } = await capture(String(pid), '--out', folder);
        assert.equal(exitCode, 0, stderr);
        assert.equal((await snapshotsIn(folder)).length, 1);
        await assertTracked(folder, [String(pid)]);
        assert.ok(isAlive(facts));
        assert.deepEqual(listeningPorts(pid), []);
      },
    );
  },
  bun: async () => {
    // By its own name, and by others: Bun has what Node's addons need, and is told by what it catches.
    const folder = await mkdtemp(join(tmpdir(), 'snapdiff-bun-'));
    try {
      const renamed = join(folder, 'node');
      await copyFile(installBun(), renamed);
      const program = join(folder, 'program.js');
      await writeFile(program, READY);
      for (const [binary, line] of [
        [installBun(), /is Bun, .*no signal was sent/],
        [renamed, /no signal was sent/],
      ] as const) {
        await whileRunning(
          binary,
          () => [program],
          async (pid, _folder, said) => {
            await waitUntil('it is ready', () => said().includes('ready'));
            const facts = readProcess(pid) ?? assert.fail('it has ended');
            assertRefused(await capture(String(pid)), line);
            assertRefused(
              await capture(String(pid), '--signal', 'USR2'),
              /does not catch SIGUSR2, and would die of it/,
            );
            assert.ok(isAlive(facts));
          },
        );
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const { values } = parseArgs({
  options: { only: { type: 'string', default: Object.keys(runtimes).join(',') } },
});
for (const name of values.only.split(',')) {
  try {
    await (runtimes[name] ?? assert.fail(`there is no ${name}`))();
    console.log(`${name.padEnd(10)} ok`);
  } catch (error) {
    console.log(`${name.padEnd(10)} FAILED`);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
