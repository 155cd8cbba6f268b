import type { PositionalOptions } from 'yargs';
import { SnapdiffError } from '../base/errors.ts';

/** Stands for "-" while yargs has the arguments; no argument of a program can hold it. */
const dashMark = '\0';

/**
 * Carries file names past yargs' parser, which empties a positional "-" and takes what stands after
 * "--" for no positional. There only files stand: "-x" is told from an option as "./-x". Only `run` has a program there, which
 * it takes from the process itself: here its name would be the value of an option before it that may have none.
 */
export function shieldFileNames(args: readonly string[]): string[] {
  const dashes = args.indexOf('--');
  const options = dashes < 0 ? args : args.slice(0, dashes);
  const files = dashes < 0 || args[0] === 'run' ? [] : args.slice(dashes + 1);
  return [...options, ...files.map((file) => (/^-./s.test(file) ? `./${file}` : file))].map((arg) =>
    arg === '-' ? dashMark : arg,
  );
}

/** Undoes `shieldFileNames` for a value, or for a message that quotes values. */
export function unshield(value: string): string {
  return value.replaceAll(dashMark, '-');
}

/** A positional argument that names a file; "-" is standard input. */
export function filePositional(describe: string): PositionalOptions & { type: 'string'; demandOption: true } {
  return { type: 'string', demandOption: true, describe, coerce: unshield };
}

/** Finds names that cannot be meant, before anything is read. */
export function checkFileNames(...names: readonly string[]): void {
  if (names.includes('')) {
    throw new SnapdiffError('the name of a snapshot is empty', {
      hint: 'Is a variable of the shell not set?',
    });
  }
  if (names.filter((name) => name === '-').length > 1) {
    throw new SnapdiffError('only one of the snapshots can come from standard input', {
      hint: 'Name a file for each other one.',
    });
  }
}
