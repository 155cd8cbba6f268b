import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { readProcess } from '../../../src/capture/processes.ts';
import { startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';

export interface StartedProgram {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
}

/** Longer than any test takes. */
const forever = 3600;

/** Starts a program of fixtures/programs/timeline, with the built preload if it is to write a timeline. */
export function startProgram(
  program: string,
  {
    seconds = forever,
    flags = [],
    env = {},
  }: { seconds?: number; flags?: string[]; env?: Record<string, string> },
): StartedProgram {
  const preload = 'SNAPDIFF_TIMELINE' in env ? ['-r', repositoryPath('dist/preload/register.cjs')] : [];
  const file = repositoryPath(`fixtures/programs/timeline/${program}.cjs`);
  // Port 0: another test, or a person, may have an inspector on 9229.
  const child = startProcess(
    process.execPath,
    ['--inspect-port=0', ...flags, ...preload, file, String(seconds)],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { pid: child.pid ?? 0, child, ended, errors: () => errors };
}

/** As `startProgram`, and waits until it can be attached to: before it takes SIGUSR1 none is sent to it. */
export async function startedProgram(...args: Parameters<typeof startProgram>): Promise<StartedProgram> {
  const started = startProgram(...args);
  await waitUntil(
    'it takes SIGUSR1',
    () => readProcess(started.pid)?.reactionTo('SIGUSR1') === 'caught',
    () => (started.child.exitCode === null ? undefined : `it has ended: ${started.errors()}`),
  );
  return started;
}
