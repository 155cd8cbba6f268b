import { SnapdiffError } from '../base/errors.ts';
import type { BaselineArguments } from './commands/baseline.ts';
import type { CaptureArguments } from './commands/capture.ts';
import type { CheckArguments } from './commands/check.ts';
import type { DiffArguments } from './commands/diff.ts';
import type { ObjectsArguments } from './commands/objects.ts';
import type { RetainersArguments } from './commands/retainers.ts';
import type { RunArguments } from './commands/run.ts';
import type { TriageArguments } from './commands/triage.ts';
import type { WatchArguments } from './commands/watch.ts';
import { unshield } from './file-arguments.ts';

/** Typed by the arguments, so that an option cannot be added and forgotten here. */
const optionNames: Readonly<
  Record<
    Exclude<
      | keyof DiffArguments
      | keyof RetainersArguments
      | keyof ObjectsArguments
      | keyof TriageArguments
      | keyof WatchArguments
      | keyof CaptureArguments
      | keyof CheckArguments
      | keyof BaselineArguments
      | keyof RunArguments,
      'baseline' | 'current' | 'later' | 'file' | 'files' | 'timeline' | 'program'
    >,
    true
  >
> = {
  all: true,
  attach: true,
  budget: true,
  'capture-at': true,
  'capture-dir': true,
  'capture-growth': true,
  class: true,
  color: true,
  config: true,
  count: true,
  depth: true,
  dir: true,
  duration: true,
  every: true,
  'fail-on': true,
  filter: true,
  force: true,
  format: true,
  gc: true,
  id: true,
  ignore: true,
  'inspect-url': true,
  interval: true,
  iterations: true,
  json: true,
  keep: true,
  'max-captures': true,
  'min-confidence': true,
  'near-heap-limit': true,
  'new-since': true,
  out: true,
  page: true,
  parser: true,
  paths: true,
  pid: true,
  port: true,
  reporter: true,
  rounds: true,
  scenario: true,
  signal: true,
  sort: true,
  'source-maps': true,
  target: true,
  timeout: true,
  top: true,
  total: true,
  warmup: true,
  worker: true,
};
/** What each command but the default one expects. */
const expectedFiles: ReadonlyMap<string, string> = new Map([
  ['summary', 'one snapshot (snapdiff summary <file>)'],
  ['retainers', 'one snapshot (snapdiff retainers <file> --class <constructor>)'],
  ['objects', 'at least one snapshot (snapdiff objects <files..> --class <constructor>)'],
  ['baseline', 'at least one snapshot (snapdiff baseline <files..> -o leak-baseline.json)'],
  ['triage', 'a timeline (snapdiff triage <timeline>)'],
  ['watch', 'a process (snapdiff watch <pid>)'],
]);
const knownOptions: ReadonlySet<string> = new Set([
  ...Object.keys(optionNames),
  'no-color',
  'no-gc',
  'help',
  'h',
  'o',
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
      option === undefined ? `${tooMany(args)}: ${unknown}` : `${option} is not for this command`,
    );
  }

  const [, option, given, choices] = /Argument: ([^,]*), Given: (.*), Choices: (.*)/s.exec(message) ?? [];
  if (choices !== undefined)
    return usageError(`--${option} ${given} is none of ${choices.replaceAll('"', '')}`);

  return usageError(message);
}

/** `capture` takes one process. */
function tooMany(args: readonly string[]): string {
  return args[0] === 'capture' ? 'one process at a time' : 'one file too many';
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
