import { nearestName } from '../check/nearest-name.ts';
import { SnapdiffError } from '../base/errors.ts';
import { commandNames } from './completion.ts';
import { unshield } from './file-arguments.ts';
import { optionValues } from './options.ts';

/** What each command but the default one expects. */
const expectedFiles: ReadonlyMap<string, string> = new Map([
  ['explore', 'at least one snapshot (snapdiff explore <files..>)'],
  ['summary', 'one snapshot (snapdiff summary <file>)'],
  ['retainers', 'one snapshot (snapdiff retainers <file> --class <constructor>)'],
  ['objects', 'at least one snapshot (snapdiff objects <files..> --class <constructor>)'],
  ['show', 'a snapshot and the id of an object (snapdiff show <file> <object>)'],
  ['redact', 'a snapshot and the file to write (snapdiff redact <file> <copy>)'],
  ['report', 'one saved report (snapdiff report <file>)'],
  ['triage', 'a timeline (snapdiff triage <timeline>)'],
  ['watch', 'a process (snapdiff watch <pid>)'],
]);
const knownOptions: ReadonlySet<string> = new Set([
  ...Object.keys(optionValues),
  'no-color',
  'no-gc',
  'no-open',
  'help',
  'h',
  'version',
]);

/**
 * Turns yargs' complaint, which may take several lines, into one that says what was expected.
 *
 * An option nobody knows is named first: yargs takes the file after it for its value and then misses a file.
 */
export function explainUsage(message: string, args: readonly string[]): SnapdiffError {
  const unknownOption = args.find((arg) => /^-./s.test(arg) && !/^-\d/.test(arg) && !isKnown(arg));
  if (unknownOption !== undefined) return unknownOptionError(unknownOption, args);

  const [, missing] = /^Not enough non-option arguments: got (\d+)/.exec(message) ?? [];
  if (missing !== undefined) {
    const command = args.find((arg) => expectedFiles.has(arg)) ?? '';
    const expected = expectedFiles.get(command) ?? 'two snapshots (snapdiff <baseline> <current>)';
    return usageError(`expected ${expected}, got ${missing}`, args);
  }

  const [, required] = /^Missing required arguments?: (\S+)/.exec(message) ?? [];
  if (required !== undefined) return usageError(`--${required} is missing`, args);

  const [, unknown] = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message) ?? [];
  if (unknown !== undefined) {
    const option = args.find((arg) => arg.startsWith('--') && unknown.split(', ').includes(optionName(arg)));
    return usageError(
      option === undefined ? `${tooMany(args)}: ${unknown}` : `${option} is not an option of this command`,
      args,
    );
  }

  const [, option, given, choices] = /Argument: ([^,]*), Given: (.*), Choices: (.*)/s.exec(message) ?? [];
  if (choices !== undefined)
    return usageError(`--${option} ${given} is not one of ${choices.replaceAll('"', '')}`, args);

  const [, incomplete] = /^Not enough arguments following: (\S+)/.exec(message) ?? [];
  if (incomplete !== undefined) return usageError(`--${incomplete} needs a value`, args);

  return usageError(message, args);
}

/** `capture` takes one process. */
function tooMany(args: readonly string[]): string {
  return args[0] === 'capture' ? 'one process at a time' : 'one file too many';
}

function unknownOptionError(given: string, args: readonly string[]): SnapdiffError {
  const name = optionName(given);
  // Short ones are near to everything.
  const near = name.length < 5 ? undefined : nearestName([...knownOptions], name);
  return usageError(`unknown option ${given}`, args, near === undefined ? '' : `Did you mean --${near}? `);
}

/** Ends with where help is. */
function usageError(message: string, [first = '']: readonly string[], advice = ''): SnapdiffError {
  const command = commandNames.includes(first) ? ` ${first}` : '';
  return new SnapdiffError(unshield(message), {
    hint: `${advice}"snapdiff${command} --help" has the options and examples.`,
  });
}

function isKnown(arg: string): boolean {
  return knownOptions.has(optionName(arg));
}

function optionName(arg: string): string {
  return arg.replace(/^-+/, '').replace(/=.*$/s, '');
}
