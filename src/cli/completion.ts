import { checkReporterNames } from '../report/check-report.ts';
import { pageFormats } from './page-output.ts';
import { reportFormats } from '../report/report.ts';

/** yargs' own. Behind it stand the words of the line: "snapdiff" first, the one at the cursor last. */
export const completionRequest = '--get-yargs-completions';

/** Those that a line can begin with. */
export const commandNames: readonly string[] = [
  'diff',
  'explore',
  'summary',
  'retainers',
  'objects',
  'show',
  'redact',
  'export',
  'sql',
  'report',
  'check',
  'capture',
  'run',
  'watch',
  'triage',
  'mcp',
  'completion',
];

/** What is typed without a command belongs to `diff`, whose options yargs knows under that name only. */
export function nameDefaultCommand(args: readonly string[]): readonly string[] {
  if (args[0] !== completionRequest) return args;
  const [request, program = '', first = '', ...rest] = args;
  const needsName = !commandNames.includes(first) && (rest.length > 0 || first.startsWith('-'));
  return needsName ? [request, program, 'diff', first, ...rest] : args;
}

/** yargs' own answer: commands, options, choices. */
type Offer = (onOffered: (error: Error | null, words: string[] | undefined) => void) => unknown;

/**
 * Answers for yargs. What it does not know are the formats, and that a word without a dash is mostly a file, which the
 * shell completes where nothing is offered.
 *
 * @param args of the program, with the request
 */
export function makeCompleter(
  args: readonly string[],
): (current: string, argv: unknown, offer: Offer, done: (words: string[]) => void) => unknown {
  const [command = '', ...rest] = args.slice(2);
  const before = rest.at(-2) ?? '';
  return (current, _argv, offer, done) => {
    const answer = (words: readonly string[]): void => done(words.filter((word) => word.startsWith(current)));
    if (before === '--format' || before === '--reporter') {
      answer(formatsOf(command));
      return undefined;
    }
    return offer((_error, words = []) => {
      // With nothing typed yet after a command, yargs offers its options.
      answer(current === '' && rest.length > 0 ? words.filter((word) => !word.startsWith('-')) : words);
    });
  };
}

function formatsOf(command: string): readonly string[] {
  if (command === 'check') return checkReporterNames;
  return ['retainers', 'objects', 'show'].includes(command) ? reportFormats : pageFormats;
}
