import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const CPU_LIMIT_SECONDS = 600;
const WALL_LIMIT_MS = 20 * 60 * 1000;
const STDERR_KEPT = 64_000;
const FAILURE_LENGTH = 100;

/** What one fresh process and its children took. */
export interface Usage {
  readonly wallSeconds: number;
  /** User and system together. */
  readonly cpuSeconds: number;
  /** Of the process or of its largest child, whichever is more. */
  readonly peakRssBytes: number;
}

export interface Outcome {
  readonly usage: Usage;
  /** First words of what it said, when it did not end with exit status 0. */
  readonly failure: string | undefined;
  readonly stderr: string;
}

/** GNU time, which counts children too; a process can only report itself, and some of the programs start others. */
export function findGnuTime(): string {
  const found = ['/usr/bin/time', '/usr/local/bin/gtime', '/opt/homebrew/bin/gtime'].find(existsSync);
  if (found === undefined) throw new Error('bench needs GNU time (package "time", on macOS "gnu-time")');
  return found;
}

/** Runs a command once with its output thrown away. A program that takes over ten minutes of CPU is ended. */
export async function measure(command: readonly string[], cwd: string): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'snapdiff-bench-'));
  const report = join(directory, 'usage');
  const limited = `ulimit -t ${CPU_LIMIT_SECONDS}; exec "$0" "$@"`;
  const start = performance.now();
  const child = spawn('/bin/sh', ['-c', limited, findGnuTime(), '-f', '%U %S %M', '-o', report, ...command], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // its own process group, to end it with its children
  });
  const { code, stderr, timedOut } = await finished(child);
  const wallSeconds = (performance.now() - start) / 1000;
  const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
  rmSync(directory, { recursive: true });
  const [user = 0, system = 0, kilobytes = 0] = (text.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  const usage = { wallSeconds, cpuSeconds: user + system, peakRssBytes: kilobytes * 1024 };
  return { usage, stderr, failure: code === 0 ? undefined : explain(code, stderr, usage, timedOut) };
}

async function finished(
  child: ChildProcess,
): Promise<{ code: number | null; stderr: string; timedOut: boolean }> {
  let stderr = '';
  let timedOut = false;
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    // The first words say what failed; of the rest, as of progress bars, only the end is of use.
    stderr += text;
    if (stderr.length > 2 * STDERR_KEPT) stderr = stderr.slice(0, STDERR_KEPT) + stderr.slice(-STDERR_KEPT);
  });
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, WALL_LIMIT_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  return { code, stderr, timedOut };
}

function explain(code: number | null, stderr: string, usage: Usage, timedOut: boolean): string {
  if (timedOut) return `ended after ${WALL_LIMIT_MS / 60_000} minutes`;
  if (usage.cpuSeconds >= CPU_LIMIT_SECONDS) return `ended after ${CPU_LIMIT_SECONDS / 60} minutes of CPU`;
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const telling =
    lines.find((line) => /(FATAL ERROR|\w*Error\b.*:|panicked|not found|invalid size error)/.test(line)) ??
    lines.find((line) => line !== '') ??
    `exit status ${code}`;
  const words = telling.replaceAll(/(?:\/[\w.@-]+){2,}/g, (path) => path.slice(path.lastIndexOf('/') + 1));
  return words.length > FAILURE_LENGTH ? `${words.slice(0, FAILURE_LENGTH)}…` : words;
}
