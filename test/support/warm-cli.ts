import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { childEnvironment } from './child-environment.ts';
import { startProcess } from './child-processes.ts';
import { repositoryPath } from './fixtures.ts';

/** How a call ended, and what it printed. */
interface Answer {
  readonly id: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let program: ChildProcess | undefined;
let calls = 0;
const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();

/** Calls the built program in a process that runs all calls of this one, one after the other. */
export function callWarmCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Answer> {
  const child = (program ??= start());
  const id = calls++;
  // Whoever waits for nothing else does wait for the answer.
  child.channel?.ref();
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    child.send({ id, args, cwd, env });
  });
}

function start(): ChildProcess {
  const { NODE_TEST_CONTEXT: _, ...env } = childEnvironment();
  const files = ['test/support/warm-cli.mjs', 'dist/cli/main.js'].map(repositoryPath);
  const child = startProcess(process.execPath, files, {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    lives: 'as long as this process',
  });
  child.unref();
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) child.channel?.unref();
  });
  child.on('exit', (exitCode, signal) => {
    program = undefined;
    const error = new Error(`the program ended its process: ${exitCode ?? signal}. Run it in one of its own`);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return child;
}
