import { fileURLToPath } from 'node:url';
import { startProcess } from './child-processes.ts';

export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const binary = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the built program as a user does, from the root of the project or another folder, with no terminal. */
export function runCli(
  args: readonly string[],
  {
    env = {},
    stdin = '',
    cwd = root,
  }: { env?: Readonly<Record<string, string>>; stdin?: string | Uint8Array; cwd?: string } = {},
): Promise<CliResult> {
  return run(process.execPath, [binary, ...args], env, stdin, cwd);
}

/** Runs a line of shell in which $SNAPDIFF is the built program. */
export function runShell(script: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return run(
    'bash',
    ['-o', 'pipefail', '-c', script],
    { SNAPDIFF: `${process.execPath} ${binary}`, ...env },
    '',
  );
}

function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: string | Uint8Array,
  cwd = root,
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
    const child = startProcess(command, args, { cwd, env: { ...inherited, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
    // A program that fails at once does not read what it is given.
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}
