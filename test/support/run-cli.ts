import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.ts';
import { startProcess } from './child-processes.ts';
import { callWarmCli } from './warm-cli.ts';

export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const binary = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  /** In a process of its own: what may end that, or not end. */
  readonly isAlone?: boolean;
}

/** Those that signals reach, or that start programs. */
const aloneAlways: ReadonlySet<string> = new Set(['capture', 'run', 'watch', 'explore', '--scenario', '-']);

/** Variables that are read at each call, not once when the program is loaded. */
const readAnew: ReadonlySet<string> = new Set(['COLUMNS']);

/**
 * Runs the built program as a user does, from the root of the project or another folder, with no terminal. In a process
 * that runs others too, unless it is to be alone, or gets an environment but for COLUMNS, or standard input.
 */
export async function runCli(
  args: readonly string[],
  { env = {}, stdin = '', cwd = root, isAlone = false }: CliOptions = {},
): Promise<CliResult> {
  const isShared =
    !isAlone &&
    stdin === '' &&
    Object.keys(env).every((variable) => readAnew.has(variable)) &&
    !args.some((arg) => aloneAlways.has(arg));
  if (isShared) {
    const { exitCode, stdout, stderr } = await callWarmCli(args, cwd, env);
    return { exitCode, signal: null, stdout, stderr };
  }
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
    const child = startProcess(command, args, { cwd, env: { ...childEnvironment(), ...env } });
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
