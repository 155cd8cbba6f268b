import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { isAlive, listeningPorts, readProcess } from '../../../src/capture/processes.ts';
import { startProcess, waitUntil } from '../../support/child-processes.ts';
import { withFolder } from '../preload/host.ts';
import { runCli } from '../../support/run-cli.ts';
import { assertRefused, capture, fixture, freePort } from './capture-cli.ts';

/** Runs a program that has no Node in it, and lets it be captured; it lives on. */
async function assertNotSignalled(command: string, args: readonly string[], line: RegExp): Promise<void> {
  const { pid } = startProcess(command, args, { stdio: 'ignore' });
  if (pid === undefined) assert.fail(`${command} does not start`);
  await waitUntil('the program runs', () => readProcess(pid)?.command.includes(args.at(-1) ?? '') ?? false);
  const facts = readProcess(pid) ?? assert.fail('it has ended');
  assertRefused(await capture(String(pid)), line);
  assert.ok(isAlive(facts));
}

const noNode =
  /^snapdiff: process \d+ \(.*\) has no Node in it; no signal was sent\. "snapdiff capture" lists/;

test('a process that is not of Node gets no signal', () => assertNotSignalled('sleep', ['100'], noNode));

test('a process that is only called node gets no signal', () =>
  withFolder(async (folder) => {
    const copy = join(folder, 'node');
    await copyFile('/bin/sleep', copy);
    await assertNotSignalled(copy, ['100'], noNode);
  }));

const hasPython = spawnSync('python3', ['--version']).status === 0;

test('nor does Python, whether it catches the signal or not', { skip: !hasPython }, async () => {
  await assertNotSignalled('python3', ['-c', 'import time; time.sleep(100)'], noNode);
  const catching = 'import signal, time; signal.signal(signal.SIGUSR1, signal.SIG_DFL); time.sleep(100)';
  await assertNotSignalled('python3', ['-c', catching], noNode);
});

test('a Node that would die of the signal is not sent it, and the way out is said', () =>
  withFolder(async (_folder, start) => {
    // A handler that was set and taken away leaves the system's default, which is the end.
    const code =
      "const f = () => {}; process.on('SIGUSR1', f).off('SIGUSR1', f); console.log('ready'); process.stdin.resume()";
    const host = start({ nodeArgs: ['-e'], program: [code] });
    await host.says('ready');
    assertRefused(
      await capture(String(host.pid)),
      /does not catch SIGUSR1, and would die of it; no signal was sent\. Start it with "-r heap-snapdiff\/register"/,
    );
    assert.ok(!host.hasEnded);
  }));

test('a port that an option names and that was taken is not looked for among those of the program', () =>
  withFolder(async (folder, start) => {
    const server =
      "require('http').createServer((_, answer) => answer.writeHead(404).end()).listen(0, () => console.log('ready'))";
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const host = start({ nodeArgs: [`--inspect=${port}`, '-e'], program: [server] });
      await host.says('ready');
      assert.match(host.stderr, /address already in use/);
      const [own = 0] = listeningPorts(host.pid);
      assert.match((await capture()).stdout, new RegExp(`^ *${host.pid} .* SIGUSR1 \\(inspector\\) `, 'm'));
      assertRefused(await capture(String(host.pid), '--out', folder), /port \d+ is held by process \d+/);
      assertRefused(
        await capture('--port', String(own)),
        /^snapdiff: 127\.0\.0\.1:\d+ is not an inspector: it answers \/json\/list with HTTP 404\n$/,
      );
    } finally {
      taken.close();
    }
  }));

test('a process that is stopped gets no signal, for it would take it when nobody expects it', () =>
  withFolder(async (_folder, start) => {
    const host = start({ nodeArgs: freePort, program: [fixture('attach-growing')] });
    await host.says('ready');
    host.signal('SIGSTOP');
    await waitUntil('it has stopped', () => readProcess(host.pid)?.isStopped ?? false);
    const line =
      /^snapdiff: process \d+ is stopped \(.*\); no signal was sent\. "kill -CONT \d+" lets it go on/;
    assertRefused(await capture(String(host.pid)), line);
    assertRefused(await runCli(['watch', String(host.pid), '--attach']), line);
    assert.match((await capture()).stdout, new RegExp(`^ *${host.pid} .* none: it is stopped +`, 'm'));
    host.signal('SIGCONT');
    await host.answers('grown');
    assert.equal(host.stderr, '');
  }));

test('numbers that name no process to capture are one line', async () => {
  assertRefused(await capture('2147483646'), /^snapdiff: there is no process 2147483646\./);
  assertRefused(await capture('api'), /^snapdiff: api is not a process id\. .*pm2 pid/);
  assertRefused(await capture('-1'), /^snapdiff: /);
  assertRefused(await capture('1', '2'), /^snapdiff: one process at a time: 2\./);
  assertRefused(
    await capture('1', '--port', '9229'),
    /only one of a pid, --port and --inspect-url can be given/,
  );
  assertRefused(await capture('1', '--count', '0'), /--count needs a whole number, 1 or more/);
  assertRefused(await capture('1', '--every', 'soon'), /--every soon is not a duration/);
  assertRefused(await capture('--port', '99999'), /--port 99999 is not a port/);
  assertRefused(await capture('--inspect-url', 'ftp://x'), /ftp:\/\/x is not an inspector address/);
});

test('of several targets one is to be chosen, and windows of the browser itself are none', async () => {
  const page = (id: string, type: string, url: string): object => ({
    id,
    type,
    title: id,
    url,
    webSocketDebuggerUrl: `ws://127.0.0.1:1/devtools/page/${id}`,
  });
  const targets = [
    page('A', 'page', 'https://example.org/a'),
    page('B', 'browser_ui', 'chrome://omnibox-popup'),
    page('C', 'page', 'https://example.org/c'),
  ];
  const server = createServer((request, response) => {
    if (request.url === '/json/list') response.end(JSON.stringify(targets));
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    assertRefused(
      await capture('--port', String(port)),
      /has 2 targets\. Choose with --target .*: 1 page https:\/\/example\.org\/a · 2 page https:\/\/example\.org\/c\n$/,
    );
    assertRefused(
      await capture('--port', String(port), '--target', 'example'),
      /has no single target example/,
    );
    assertRefused(
      await capture('--port', String(port), '--target', 'org/c'),
      /page\/C cannot be attached to/,
    );
  } finally {
    server.close();
  }
});

test('a server that is no inspector is said to be none', async () => {
  const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    assertRefused(
      await capture('--port', String(port)),
      /is not an inspector: it does not answer \/json\/list in JSON/,
    );
  } finally {
    server.close();
  }
});

test('the list has the processes of Node with the way into each, and no other', () =>
  withFolder(async (_folder, start) => {
    const [plain, prepared] = [
      start({ nodeArgs: freePort, program: [fixture('attach-growing')] }),
      start({}),
    ];
    await Promise.all([plain, prepared].map((host) => host.says('ready')));
    const table = await capture();
    assert.equal(table.exitCode, 0, table.stderr);
    assert.match(table.stdout, /^ +PID +Uptime +RSS +Way in +Command\n/);
    assert.match(
      table.stdout,
      new RegExp(`^ *${plain.pid} +[\\d.]+ s +[\\d.]+ MB +SIGUSR1 \\(inspector\\) +.*attach-growing`, 'm'),
    );
    const { stdout } = await capture('--json');
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const entry = entries.find(({ pid }) => pid === prepared.pid) ?? assert.fail('it is not in the list');
    assert.equal(entry['way'], 'SIGUSR2 (heap-snapdiff/register)');
    assert.equal(entry['runtime'], 'node');
    assert.ok(Number(entry['rss']) > 1e6);
    assert.ok(!entries.some(({ pid }) => pid === process.ppid && process.ppid === 1));
  }));
