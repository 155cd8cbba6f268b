import { fstatSync, writeSync } from 'node:fs';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import type { ReportStyle } from '../report/report.ts';
import { safeText } from '../report/safe-text.ts';

/**
 * Writes to standard output, all of it, waiting until it is taken. A reader that has left, as `head` does, is no error.
 *
 * @throws SnapdiffError when it cannot be written, as on a full disk
 */
export async function writeOut(text: string, stream: NodeJS.WritableStream = process.stdout): Promise<void> {
  try {
    await write(stream, text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SnapdiffError(`the report could not be written: ${problem}`, {
      cause,
      hint: 'What stands there is cut short. Make room on its disk, and call it again.',
    });
  }
}

/** Lines as text, each made safe: a path, a title or a command line of another process may be in it. */
export function safeLines(lines: readonly string[]): string {
  return lines.map((line) => `${safeText(line)}\n`).join('');
}

/** Writes lines to standard output, made safe. */
export async function writeLines(
  lines: readonly string[],
  stream: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  await writeOut(safeLines(lines), stream);
}

/** Writes to standard error what is for the person. Where that cannot be written either, nothing is left to say. */
export async function writeError(
  text: string,
  stream: NodeJS.WritableStream = process.stderr,
): Promise<void> {
  await write(stream, text).catch(() => {});
}

/** How to draw on standard output, as far as that is a terminal. @param colorOption `--color`, `--no-color` or neither */
export function outputStyle(colorOption: boolean | undefined): ReportStyle {
  const { stdout, env } = process;
  return {
    color: decideColor(colorOption, env, stdout.isTTY),
    width: stdout.isTTY && stdout.columns > 0 ? stdout.columns : Infinity,
  };
}

/** The option is strongest, then FORCE_COLOR (0 or false: none), NO_COLOR and TERM=dumb; then terminals get colour. */
export function decideColor(
  option: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (option !== undefined) return option;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return isTerminal;
}

async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  const file = fileBehind(stream);
  if (file !== undefined) return writeToFile(file, text);
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      if (error && !isClosedPipe(error)) reject(error);
      else resolve();
    };
    // A failed write is also emitted, after its callback: unheard, that would end the process.
    stream.once('error', settle);
    stream.write(text, (error) => {
      if (!error) stream.off('error', settle);
      settle(error);
    });
  });
}

/** The descriptor of a standard stream that is a file; undefined for a terminal, a pipe or any other stream. */
function fileBehind(stream: NodeJS.WritableStream): number | undefined {
  const { fd } = stream as { readonly fd?: unknown };
  return typeof fd === 'number' && fstatSync(fd).isFile() ? fd : undefined;
}

/**
 * Node's stream over a file writes once and does not look how much of it was taken, so that a disk which fills in the
 * middle of a report goes unnoticed. What is left over is written again here, which succeeds or says why not.
 */
function writeToFile(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
}

function isClosedPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}
