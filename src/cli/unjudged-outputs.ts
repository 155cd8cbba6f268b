import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { toolVersion } from '../base/tool-version.ts';
import { checkReporterNames, type CheckReporterName } from '../report/check-report.ts';
import { makeUnjudgedReport, type Problem } from '../report/unjudged-report.ts';
import { repositoryStyle } from './ci-server.ts';
import { outputStyle, writeOut } from './output.ts';
import { isAmong, parseOutput, type ReportOutput } from './report-outputs.ts';
import { writeWhole } from './write-file.ts';

type CheckOutput = ReportOutput<CheckReporterName>;

/**
 * Makes ready to say, in every form that a check was asked for, that it could not be judged: a file that a later step of a
 * build uploads has to be there, and must not be that of an earlier run.
 *
 * All is loaded before: a config that calls `process.exit` leaves no time for it.
 *
 * @param args of the program, which need not make sense
 * @returns says it; what is a file is written when it returns. Rejects never: what cannot be written is left out
 */
export async function prepareUnjudged(args: readonly string[]): Promise<(problem: Problem) => Promise<void>> {
  const outputs = outputsAmong(args);
  if (outputs.length === 0) return async () => {};
  const { loadCheckReporter } = await import('../report/ci/check-reporters.ts');
  const ready = await Promise.all(
    outputs.map(async (output) => ({ ...output, render: await loadCheckReporter(output.format) })),
  );
  const summarize = await loadCheckReporter('markdown');
  return async (problem) => {
    const report = makeUnjudgedReport(problem, toolVersion());
    const style = repositoryStyle();
    let shown = '';
    for (const { format, path, render } of ready) {
      if (path === undefined) shown += render(report, { ...outputStyle(undefined), ...style });
      else attempt(() => writeWhole(path, render(report, style)));
      const summary = process.env['GITHUB_STEP_SUMMARY'] ?? '';
      if (format === 'github' && summary !== '') {
        attempt(() => appendFileSync(summary, summarize(report, {})));
      }
    }
    if (shown !== '') await writeOut(shown).catch(() => {});
  };
}

/** There is a problem already, and it is said on standard error. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // Nothing is left to do.
  }
}

/**
 * The forms that are asked for, also in a line with a mistake in it. Standard output gets none where it is not clear which,
 * nor a text: what it would say is on standard error.
 */
function outputsAmong(args: readonly string[]): readonly CheckOutput[] {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  // It judges nothing.
  if (options.some((arg) => /^--write-baseline(?:=|$)/.test(arg))) return [];
  const texts = options.flatMap((arg, index) => {
    const [, given] = /^--(?:format|reporter)=(.*)$/s.exec(arg) ?? [];
    if (given !== undefined) return [given];
    return isFormat(options[index - 1]) ? [arg] : [];
  });
  if (options.includes('--json') && !texts.includes('json')) texts.push('json');
  // An output that is a snapshot by mistake is no place for this either.
  const inputs = args
    .filter((arg, index) => !/^--(?:format|reporter)=/.test(arg) && !isFormat(args[index - 1]))
    .flatMap((arg) => [arg, arg.slice(arg.indexOf('=') + 1)]);
  const outputs = texts
    .flatMap(readOutput)
    .filter(({ path }) => path === undefined || !isAmong(path, inputs));
  const toStandardOutput = outputs.filter(({ format, path }) => path === undefined && format !== 'github');
  const isClear = toStandardOutput.length < 2;
  const places = outputs.map(({ format, path }) => (path === undefined ? `-${format}` : resolve(path)));
  return outputs.filter(
    ({ format, path }, index) =>
      places.indexOf(places[index]) === index &&
      (path !== undefined || format === 'github' || (isClear && format !== 'table' && format !== 'brief')),
  );
}

/** What stands behind it is a form. */
function isFormat(arg: string | undefined): boolean {
  return /^--(?:format|reporter)$/.test(arg ?? '');
}

function readOutput(text: string): CheckOutput[] {
  try {
    return [parseOutput(text, checkReporterNames)];
  } catch {
    return [];
  }
}
