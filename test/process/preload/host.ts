import assert from 'node:assert/strict';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { readSnapshot } from '../../../src/index.ts';
import type { Sidecar } from '../../../src/preload/sidecar.cts';
import { endProcess, startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';

/** What a user names by `heap-snapdiff/register`. */
export const preload: string = repositoryPath('dist/preload/register.cjs');

export const hostProgram: string = repositoryPath('fixtures/programs/capture/preload-host.cjs');

/**
 * Its clock stands still, so that a test decides what is "within a second of a capture", and not how busy the machine is.
 * `host.later()` takes it on by two seconds.
 */
export const steppedClock: readonly string[] = [
  '-r',
  repositoryPath('fixtures/programs/capture/stepped-clock.cjs'),
];

export interface HostOptions {
  /** Before the program: how the preload is loaded. */
  readonly nodeArgs?: readonly string[];
  /** The program and its arguments. */
  readonly program?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Also SNAPDIFF_OUT's default. */
  readonly cwd: string;
  /** In place of the Node that runs the tests. */
  readonly node?: string;
  /** A command that is given Node's command as its last arguments. */
  readonly launcher?: readonly string[];
}

/** A program with the preload, and what it says. */
export class Host {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor({
    nodeArgs = ['-r', preload],
    program = [hostProgram],
    env,
    cwd,
    node,
    launcher,
  }: HostOptions) {
    const words = [...(launcher ?? []), node ?? process.execPath, ...nodeArgs, ...program];
    // A bare environment: nobody's NODE_OPTIONS, and no nodemon or npm above.
    const { PATH = '' } = process.env;
    this.#child = startProcess(words[0] ?? '', words.slice(1), { cwd, env: { PATH, ...env }, stdio: 'pipe' });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#child.stdin?.on('error', () => {});
    this.#closed = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid ?? assert.fail('it did not start');
  }

  get lines(): string[] {
    return this.stderr.split('\n').filter((line) => line !== '');
  }

  /** Until the program prints it; fails when it ends before, or takes too long. */
  async says(text: string | RegExp, from: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    const isSaid = (): boolean =>
      typeof text === 'string' ? this[from].includes(text) : text.test(this[from]);
    await waitUntil(`it says ${text} on ${from}`, isSaid, () =>
      this.hasEnded ? `it has ended, and said:\n${this.stdout}${this.stderr}` : undefined,
    );
    // What it wrote to the other stream before is in the pipe already, and read in the same turn of the loop or the next.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  signal(name: NodeJS.Signals = 'SIGUSR2'): void {
    process.kill(this.pid, name);
  }

  /** The program still does its work. */
  async answers(answer = 'pong'): Promise<void> {
    this.stdout = '';
    this.send('ping');
    await this.says(answer);
  }

  send(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Two seconds pass for it; it was started with `steppedClock`. */
  async later(): Promise<void> {
    this.stdout = '';
    this.signal('SIGHUP');
    await this.says('later');
  }

  async end(): Promise<void> {
    await endProcess(this.#child);
    await this.#closed;
  }

  async hasClosed(): Promise<NodeJS.Signals | number | null> {
    await this.#closed;
    return this.#child.signalCode ?? this.#child.exitCode;
  }
}

/** Runs a test in an empty folder, and ends the programs it starts there. */
export async function withFolder(
  use: (folder: string, start: (options?: Partial<HostOptions>) => Host) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-preload-'));
  const hosts: Host[] = [];
  try {
    await use(folder, (options) => {
      const host = new Host({ cwd: folder, ...options });
      hosts.push(host);
      return host;
    });
  } finally {
    await Promise.all(hosts.map((host) => host.end()));
    await rm(folder, { recursive: true });
  }
}

export async function snapshotsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.heapsnapshot')).sort();
}

/** Reads a snapshot with its sidecar as a user would have them. */
export async function assertWhole(path: string): Promise<Sidecar> {
  const snapshot = await readSnapshot(path);
  assert.ok(snapshot.graph.nodeCount > 10_000);
  const sidecar = path.replace(/\.heapsnapshot$/, '.meta.json');
  for (const file of [path, sidecar]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
  return JSON.parse(await readFile(sidecar, 'utf8')) as Sidecar;
}

/** Starts bash, which sets something up and then becomes the program. */
export const bash = (setUp: string): readonly string[] => [
  'bash',
  '--norc',
  '-c',
  `${setUp} && exec "$0" "$@"`,
];

/** As `bash`, with mounts that only this program sees and that end with it. */
export const withMounts = (setUp: string): readonly string[] => ['unshare', '-rm', ...bash(setUp)];

/** Whether mounts can be made that only one program sees; that takes root, or a kernel that lets users. */
export const canMount: boolean =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** Makes a control group that bounds memory. @returns its folder; undefined where that takes more rights */
export function makeMemoryGroup(limitBytes: number): string | undefined {
  for (const [root, limit] of [
    ['/sys/fs/cgroup', 'memory.max'],
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
  ] as const) {
    const folder = join(root, `snapdiff-test-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    try {
      // Its files come with it; another one would be no group's.
      if (!existsSync(join(folder, limit))) throw new Error('it does not bound memory');
      writeFileSync(join(folder, limit), String(limitBytes));
      return folder;
    } catch {
      rmdirSync(folder);
    }
  }
  return undefined;
}

/** The permission model of a Node, with leave to read the repository and a folder; Node 20 has it under its first name. */
export const underPermissions = (major: number, folder: string): readonly string[] => [
  '--no-warnings',
  major < 22 ? '--experimental-permission' : '--permission',
  `--allow-fs-read=${repositoryPath('.')}`,
  `--allow-fs-read=${folder}`,
];
