import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { NodeKind, readSnapshot } from '../../src/index.ts';
import type { NodeOrdinal } from '../../src/index.ts';
import { listeningPorts } from '../../src/capture/processes.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { runCli } from '../support/run-cli.ts';
import type { CliResult } from '../support/run-cli.ts';

export const fixture = (name: string): string => repositoryPath(`fixtures/programs/capture/${name}.cjs`);

/** So that tests can run beside each other: a free port instead of 9229. */
export const freePort = ['--inspect-port=0'] as const;

/** `snapdiff capture`, as a program of its own. */
export const capture = (...args: readonly string[]): Promise<CliResult> => runCli(['capture', ...args]);

/** One line that says what is wrong, and exit code 2. */
export function assertRefused({ exitCode, stdout, stderr }: CliResult, line: RegExp): void {
  assert.match(stderr, line);
  assert.equal(stderr.split('\n').length, 2, stderr);
  assert.equal(stdout, '');
  assert.equal(exitCode, 2);
}

/** `snapdiff`, to be disturbed while it runs. */
export class RunningCli {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(
    args: readonly string[],
    { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
  ) {
    const { PATH = '' } = process.env;
    this.child = spawn(process.execPath, [repositoryPath('dist/cli/main.js'), ...args], {
      env: { PATH, ...env },
      stdio: 'pipe',
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#closed = once(this.child, 'close');
  }

  async end(): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
    await this.#closed;
    return { exitCode: this.child.exitCode, signal: this.child.signalCode };
  }
}

export async function waitUntil(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadline) assert.fail(`waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function assertInspectorClosed(pid: number): Promise<void> {
  await waitUntil('the inspector is closed', () => listeningPorts(pid).length === 0);
}

/** The ids of the objects of a class. */
export async function idsOf(path: string, className: string): Promise<Set<number>> {
  const { graph, strings } = await readSnapshot(path);
  const ids = new Set<number>();
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    const isObject = graph.nodeKind[node] === NodeKind.object;
    if (isObject && strings.at(graph.nodeName[node]) === className) ids.add(graph.nodeId[node]);
  }
  return ids;
}

export const readJson = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
