import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { NodeKind, readSnapshot } from '../../../src/index.ts';
import type { NodeOrdinal } from '../../../src/index.ts';
import { listeningPorts } from '../../../src/capture/processes.ts';
import { childEnvironment } from '../../support/child-environment.ts';
import { startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { runCli } from '../../support/run-cli.ts';
import type { CliResult } from '../../support/run-cli.ts';

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
    const { PATH = '' } = childEnvironment();
    this.child = startProcess(process.execPath, [repositoryPath('dist/cli/main.js'), ...args], {
      env: { PATH, ...env },
      stdio: 'pipe',
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#closed = once(this.child, 'close');
  }

  /** Until it has printed it so often; fails when it ends before. */
  async says(text: string | RegExp, from: 'stdout' | 'stderr' = 'stdout', count = 1): Promise<void> {
    const { child } = this;
    await waitUntil(
      `snapdiff says ${text} on ${from}, ${count} times`,
      () => this[from].split(text).length > count,
      () =>
        child.exitCode === null && child.signalCode === null
          ? undefined
          : `it has ended, and said:\n${this.stdout}${this.stderr}`,
    );
  }

  async end(): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
    await this.#closed;
    return { exitCode: this.child.exitCode, signal: this.child.signalCode };
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
