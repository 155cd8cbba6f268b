#!/usr/bin/env node
import process from 'node:process';
import yargs from 'yargs';
import { SnapdiffError } from '../base/errors.ts';
import { safeText } from '../report/safe-text.ts';
import { toolVersion } from '../base/tool-version.ts';
import { baselineCommand } from './commands/baseline.ts';
import { captureCommand } from './commands/capture.ts';
import { checkCommand } from './commands/check.ts';
import { diffCommand } from './commands/diff.ts';
import { objectsCommand } from './commands/objects.ts';
import { retainersCommand } from './commands/retainers.ts';
import { runCommand } from './commands/run.ts';
import { summaryCommand } from './commands/summary.ts';
import { triageCommand } from './commands/triage.ts';
import { watchCommand } from './commands/watch.ts';
import { shieldFileNames } from './file-arguments.ts';
import { writeError, writeOut } from './output.ts';
import { explainUsage } from './usage-errors.ts';

const examples = `Examples:
  snapdiff monday.heapsnapshot friday.heapsnapshot
      what came, went and is retained, by growth of the retained size
  snapdiff --sort addedSize monday.heapsnapshot friday.heapsnapshot
      in Chrome DevTools' order
  snapdiff --filter /Socket$/ --top 0 monday.heapsnapshot.gz friday.heapsnapshot.gz
      every constructor whose name ends in Socket
  snapdiff --format markdown monday.heapsnapshot friday.heapsnapshot
      for a comment on a pull request
  ssh server cat friday.heapsnapshot | snapdiff --json monday.heapsnapshot -
      from standard input, for a program
  snapdiff summary friday.heapsnapshot
      what one snapshot consists of
  snapdiff retainers friday.heapsnapshot --class Connection --new-since monday.heapsnapshot
      what holds the connections that came since
  snapdiff objects monday.heapsnapshot friday.heapsnapshot --class Connection --sort age
      each of them, the longest-lived first
  snapdiff check monday.heapsnapshot friday.heapsnapshot --total +5%
      exit code 1 if something leaks, or the heap grew by more
  snapdiff capture 4242 --count 2 --interval 10m
      two snapshots of a running process; without a number the processes there are
  snapdiff run -- node app.js
      a program that writes a snapshot at kill -USR2

The default order is by retainedSizeDelta: over 14 real leaks it had the guilty constructor
among the first three in 9; by addedSize, Chrome DevTools' order, it was there in at most 3.
Sizes count by 1000 (1 kB = 1000 B). "Ret." is retained: what would be freed with the objects.
A file named like a command is written ./summary. Exit codes: 0 done,
1 a check that failed, 2 could not do it.`;

/** Could not do it: bad arguments, a file that cannot be read. 1 is kept for a check that fails. */
const exitCouldNot = 2;

/** undefined until there is a result. */
let exitCode: number | undefined;
// The config of a check may be a program, and end this one or wait for what never comes. That is no result, and
// once there is one, it changes nothing.
process.on('exit', () => {
  if (exitCode === undefined) void writeError(`snapdiff: ${endedEarly}\n`);
  process.exitCode = exitCode ?? exitCouldNot;
});
const endedEarly =
  'the process ended before there was a result. ' +
  (process.argv.includes('check')
    ? 'Does the config call process.exit, throw later, or wait for what never comes?'
    : 'This is a bug in snapdiff; please report it with what stands beside this line');

try {
  await run(shieldFileNames(process.argv.slice(2)));
  exitCode = Number(process.exitCode ?? 0);
} catch (error) {
  exitCode = exitCouldNot;
  await writeError(explainError(error));
}

async function run(args: readonly string[]): Promise<void> {
  let shown = '';
  await yargs()
    .scriptName('snapdiff')
    // Messages are matched below, and tests and issues quote them: one language.
    .locale('en')
    .parserConfiguration({
      // A file may be called 1 or 007.
      'parse-positional-numbers': false,
      'dot-notation': false,
    })
    .command(diffCommand)
    .command(summaryCommand)
    .command(retainersCommand)
    .command(objectsCommand)
    .command(checkCommand)
    .command(baselineCommand)
    .command(captureCommand)
    .command(runCommand)
    .command(watchCommand)
    .command(triageCommand)
    .strict()
    .version(toolVersion())
    .alias('help', 'h')
    .epilogue(examples)
    .wrap(Math.min(process.stdout.columns || 100, 120))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs' own errors come both ways.
      throw error === undefined || error.name === 'YError' ? explainUsage(message ?? '', args) : error;
    })
    .parseAsync(args, {}, (_error, _parsed, output) => {
      shown = output;
    });
  if (shown !== '') await writeOut(`${shown}\n`);
}

/** One line, with what to do, for what the user can change; the stack only for what is our fault. */
function explainError(error: unknown): string {
  if (error instanceof SnapdiffError) {
    const hint = error.hint === undefined ? '' : `. ${error.hint}`;
    return `snapdiff: ${safeText(error.message + hint)}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split('\n').map((line) => `  ${safeText(line)}\n`);
  return `snapdiff: this is a bug in snapdiff; please report it with what follows\n${lines.join('')}`;
}
