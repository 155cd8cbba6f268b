import process from 'node:process';
import yargs from 'yargs';
import { SnapdiffError } from '../base/errors.ts';
import { safeText } from '../report/safe-text.ts';
import type { Problem } from '../report/unjudged-report.ts';
import { toolVersion } from '../base/tool-version.ts';
import { captureCommand } from './commands/capture.ts';
import { checkCommand } from './commands/check.ts';
import { diffCommand } from './commands/diff.ts';
import { exportCommand } from './commands/export.ts';
import { exploreCommand } from './commands/explore.ts';
import { mcpCommand } from './commands/mcp.ts';
import { objectsCommand } from './commands/objects.ts';
import { redactCommand } from './commands/redact.ts';
import { reportCommand } from './commands/report.ts';
import { retainersCommand } from './commands/retainers.ts';
import { runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { sqlCommand } from './commands/sql.ts';
import { summaryCommand } from './commands/summary.ts';
import { triageCommand } from './commands/triage.ts';
import { watchCommand } from './commands/watch.ts';
import { UnwrittenReport } from './check-outputs.ts';
import { completionRequest, makeCompleter, nameDefaultCommand } from './completion.ts';
import { shieldFileNames } from './file-arguments.ts';
import { helpWidth, layoutHelp } from './help.ts';
import { writeError, writeOut } from './output.ts';
import { findSnapshotFiles } from './snapshot-files.ts';
import { prepareUnjudged } from './unjudged-outputs.ts';
import { explainUsage } from './usage-errors.ts';
import { welcome } from './welcome.ts';

/** Could not do it: bad arguments, a file that cannot be read. 1 is kept for a check that fails. */
const exitCouldNot = 2;

const endedEarly =
  'the process ended before there was a result. ' +
  (process.argv.includes('check')
    ? 'Does the config call process.exit, throw later, or wait for what never comes?'
    : 'This is a bug in snapdiff; please report it with what stands beside this line');

/** Does what the arguments of the process ask for, says what is wrong, and sets its exit code. Throws nothing. */
export async function runProgram(): Promise<void> {
  /** undefined until there is a result. */
  let exitCode: number | undefined;
  let sayUnjudged = async (_problem: Problem): Promise<void> => {};
  // The config of a check may be a program, and end this one or wait for what never comes. That is no result, and
  // once there is one, it changes nothing.
  process.on('exit', () => {
    if (exitCode === undefined) {
      void writeError(`snapdiff: ${endedEarly}\n`);
      void sayUnjudged({ message: endedEarly });
    }
    process.exitCode = exitCode ?? exitCouldNot;
  });
  try {
    const args = process.argv.slice(2);
    if (args[0] === 'check') sayUnjudged = await prepareUnjudged(args);
    // A mistake more often than a question, in a script above all: a list of files that came out empty must not pass.
    if (args.length === 0) await writeError(welcome(await findSnapshotFiles('.'), Date.now()));
    else if (args[0] === 'completion') {
      const { completionText } = await import('./completion-script.ts');
      await writeOut(await completionText(args.slice(1)));
    } else await run(shieldFileNames(args));
    exitCode = args.length === 0 ? exitCouldNot : Number(process.exitCode ?? 0);
  } catch (error) {
    exitCode = exitCouldNot;
    const isWritten = error instanceof UnwrittenReport;
    await writeError(explainError(isWritten ? error.cause : error));
    if (!isWritten) await sayUnjudged(problemOf(error) ?? { message: `${bug}: ${String(error)}` });
  }
}

async function run(given: readonly string[]): Promise<void> {
  const args = nameDefaultCommand(given);
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
    .command(exploreCommand)
    .command(summaryCommand)
    .command(retainersCommand)
    .command(objectsCommand)
    .command(showCommand)
    .command(redactCommand)
    .command(exportCommand)
    .command(sqlCommand)
    .command(reportCommand)
    .command(checkCommand)
    .command(captureCommand)
    .command(runCommand)
    .command(watchCommand)
    .command(triageCommand)
    .command(mcpCommand)
    // Listed, and answered when a shell asks; the script comes from completion-script.ts.
    .completion('completion', 'Print the completion script for bash or zsh', makeCompleter(args))
    .strict()
    .version(toolVersion())
    .alias('help', 'h')
    .hide('help')
    .hide('version')
    .wrap(null)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs' own errors come both ways.
      throw error === undefined || error.name === 'YError' ? explainUsage(message ?? '', args) : error;
    })
    .parseAsync(args, {}, (_error, _parsed, output) => {
      shown = output;
    });
  if (shown === '') return;
  const isHelp = !args.includes('--version') && args[0] !== completionRequest;
  const width = helpWidth(process.stdout.columns, process.env['COLUMNS']);
  await writeOut(`${isHelp ? layoutHelp(shown, width) : shown}\n`);
}

const bug = 'this is a bug in snapdiff; please report it with what follows';

/** What went wrong and what to do; undefined for what is our fault. */
function problemOf(error: unknown): Problem | undefined {
  if (error instanceof SnapdiffError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EMFILE' || code === 'ENFILE') {
    return { message: `too few file descriptors (${code})`, hint: 'Allow more: ulimit -n 1024' };
  }
  return undefined;
}

/** One line; the stack only for what is our fault. */
function explainError(error: unknown): string {
  const problem = problemOf(error);
  if (problem) {
    const { message, hint } = problem;
    return `snapdiff: ${safeText(hint === undefined ? message : `${message}. ${hint}`)}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split('\n').map((line) => `  ${safeText(line)}\n`);
  return `snapdiff: ${bug}\n${lines.join('')}`;
}
