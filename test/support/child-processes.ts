import assert from 'node:assert/strict';
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';
import process from 'node:process';
import { childEnvironment } from './child-environment.ts';

/** Far more than anything here takes on a loaded machine: who waits so long waits for something that does not come. */
export const patienceMs = 120_000;

const started = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of started) killGroup(child);
});
// As whoever ends the run does it, by Ctrl-C or otherwise: without a handler a signal leaves out `exit`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

interface StartOptions extends SpawnOptions {
  readonly lives?: 'as long as the test' | 'as long as this process';
}

/**
 * Starts a program that ends with the test that starts it, whatever it has started itself, and also when the test fails or
 * takes too long. In a script, and where a file of tests starts it, it ends with the script or the file.
 */
export function startProcess(
  command: string,
  args: readonly string[],
  { lives = 'as long as the test', ...options }: StartOptions = {},
): ChildProcess {
  // A group of its own, so that its children end as well.
  const child = spawn(command, args, { env: childEnvironment(), ...options, detached: true });
  started.add(child);
  // Outside the runner a hook would begin a run of tests.
  const isOfTest = lives === 'as long as the test' && process.env['NODE_TEST_CONTEXT'] !== undefined;
  if (isOfTest) after(() => endProcess(child));
  return child;
}

/** Runs a program to its end. @returns what it printed @throws AssertionError with what it said, when it fails */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env'> = {},
): Promise<string> {
  const child = startProcess(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  assert.equal(child.exitCode, 0, `${command} ${args.join(' ')}: ${child.signalCode ?? ''} ${stderr}`);
  return stdout;
}

/** Ends a program, if it has not ended, and what is left of its children. */
export async function endProcess(child: ChildProcess): Promise<void> {
  killGroup(child);
  started.delete(child);
  const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  if (isRunning) await once(child, 'exit');
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/**
 * Looks again and again, until it is so. Between two looks as little time passes as leaves the machine to what is waited for.
 *
 * @throws AssertionError when it takes too long, or `hasFailed` tells why it will never be so
 */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  hasFailed: () => string | undefined = () => undefined,
): Promise<void> {
  // Sooner than the test that waits, so that it can say for what.
  const deadline = performance.now() + 0.75 * patienceMs;
  while (!(await isSo())) {
    const failure = hasFailed() ?? (performance.now() > deadline ? 'it takes too long' : undefined);
    if (failure !== undefined) assert.fail(`waited until ${what}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
