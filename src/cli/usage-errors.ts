import { SnapdiffError } from '../errors.ts';
import type { DiffArguments } from './commands/diff.ts';
import type { ObjectsArguments } from './commands/objects.ts';
import type { RetainersArguments } from './commands/retainers.ts';
import { unshield } from './file-arguments.ts';

/** Typed by the arguments, so that an option cannot be added and forgotten here. */
const optionNames: Readonly<
  Record<
    Exclude<
      keyof DiffArguments | keyof RetainersArguments | keyof ObjectsArguments,
      'baseline' | 'current' | 'later' | 'file' | 'files'
    >,
    true
  >
> = {
  all: true,
  class: true,
  color: true,
  depth: true,
  filter: true,
  format: true,
  id: true,
  json: true,
  'new-since': true,
  page: true,
  parser: true,
  paths: true,
  sort: true,
  'source-maps': true,
  top: true,
};
/** What each command but the default one expects. */
const expectedFiles: ReadonlyMap<string, string> = new Map([
  ['summary', 'one snapshot (snapdiff summary <file>)'],
  ['retainers', 'one snapshot (snapdiff retainers <file> --class <constructor>)'],
  ['objects', 'at least one snapshot (snapdiff objects <files..> --class <constructor>)'],
]);
const knownOptions: ReadonlySet<string> = new Set([
  ...Object.keys(optionNames),
  'no-color',
  'help',
  'h',
  'version',
]);

const seeHelp = 'Run "snapdiff --help" for the options and examples.';

/**
 * Turns yargs' complaint, which may take several lines, into one that says what was expected.
 *
 * An option nobody knows is named first: yargs takes the file after it for its value and then misses a file.
 */
export function explainUsage(message: string, args: readonly string[]): SnapdiffError {
  const unknownOption = args.find((arg) => /^-./s.test(arg) && !/^-\d/.test(arg) && !isKnown(arg));
  if (unknownOption !== undefined) return usageError(`unknown option ${unknownOption}`);

  const [, missing] = /^Not enough non-option arguments: got (\d+)/.exec(message) ?? [];
  if (missing !== undefined) {
    const command = args.find((arg) => expectedFiles.has(arg)) ?? '';
    const expected = expectedFiles.get(command) ?? 'two snapshots (snapdiff <baseline> <current>)';
    return usageError(`expected ${expected}, got ${missing}`);
  }

  const [, required] = /^Missing required arguments?: (\S+)/.exec(message) ?? [];
  if (required !== undefined) return usageError(`--${required} is missing`);

  const [, unknown] = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message) ?? [];
  if (unknown !== undefined) {
    const option = args.find((arg) => arg.startsWith('--') && unknown.split(', ').includes(optionName(arg)));
    return usageError(
      option === undefined ? `one file too many: ${unknown}` : `${option} is not for this command`,
    );
  }

  const [, option, given, choices] = /Argument: ([^,]*), Given: (.*), Choices: (.*)/s.exec(message) ?? [];
  if (choices !== undefined)
    return usageError(`--${option} ${given} is none of ${choices.replaceAll('"', '')}`);

  return usageError(message);
}

function usageError(message: string): SnapdiffError {
  return new SnapdiffError(unshield(message), { hint: seeHelp });
}

function isKnown(arg: string): boolean {
  return knownOptions.has(optionName(arg));
}

function optionName(arg: string): string {
  return arg.replace(/^-+/, '').replace(/=.*$/s, '');
}
