import { appendFile } from 'node:fs/promises';
import process from 'node:process';
import { checkReporterNames, type CheckReport, type CheckReporterName } from '../report/check-report.ts';
import { withoutDetails } from '../report/report-details.ts';
import { safeText } from '../report/safe-text.ts';
import { repositoryStyle } from './ci-server.ts';
import type { UsualForm } from './reading-agent.ts';
import { outputStyle, writeError, writeOut } from './output.ts';
import { chooseOutputs, type ReportOutput } from './report-outputs.ts';
import { writeWhole } from './write-file.ts';

/** A form of the result, and where it goes. */
export type CheckOutput = ReportOutput<CheckReporterName>;

/** Annotations are lines of a log and stand beside anything else. @throws SnapdiffError */
export function chooseCheckOutputs(
  given: readonly string[],
  json: boolean | undefined,
  usual: UsualForm = 'table',
): readonly CheckOutput[] {
  return chooseOutputs(given, json, checkReporterNames, usual, (format) => format === 'github');
}

/** A check was judged, and its other forms say so. */
export class UnwrittenReport extends Error {
  constructor(cause: unknown) {
    super('a report could not be written', { cause });
  }
}

/**
 * Writes each form of the result. Where none goes to standard output, a failure is still said on standard error.
 *
 * @param template of the page, where one is among them
 * @throws UnwrittenReport when one cannot be written; the others are
 */
export async function writeCheck(
  report: CheckReport,
  outputs: readonly CheckOutput[],
  color: boolean | undefined,
  top: number | undefined,
  template?: string,
): Promise<void> {
  const { renderCheck } = await import('../report/ci/check-reporters.ts');
  const repository = repositoryStyle();
  let problem: unknown;
  for (const { format, path } of outputs) {
    const limited = limitClasses(report, format, top);
    const chosen = format === 'html' ? limited : withoutDetails(limited);
    const style = { ...repository, ...(template !== undefined && { template }) };
    try {
      if (path === undefined) {
        await writeOut(await renderCheck(chosen, format, { ...outputStyle(color), ...style }));
      } else {
        writeWhole(path, await renderCheck(chosen, format, style));
      }
    } catch (error) {
      problem ??= error;
    }
    if (format === 'github') await appendJobSummary(report, top);
  }
  if (problem !== undefined) throw new UnwrittenReport(problem);
  if (report.passed || outputs.some(({ path }) => path === undefined)) return;
  const { checkFailureLines } = await import('../report/terminal/check-table.ts');
  const lines = checkFailureLines(report, { color: false, width: Infinity });
  await writeError(`${lines.join('\n')}\n`);
}

/** GitHub shows beside a job what its steps append to this file. A result that could not be shown is one still. */
async function appendJobSummary(report: CheckReport, top: number | undefined): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  const { renderCheck } = await import('../report/ci/check-reporters.ts');
  const text = await renderCheck(limitClasses(report, 'markdown', top), 'markdown');
  try {
    await appendFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await writeError(`snapdiff: cannot write the job summary: ${safeText(reason)}\n`);
  }
}

/** Constructors listed for a person; a program gets all. */
const topOf: Partial<Readonly<Record<CheckReporterName, number>>> = {
  table: 10,
  brief: 5,
  markdown: 50,
  html: 500,
};

function limitClasses(
  report: CheckReport,
  reporter: CheckReporterName,
  top: number | undefined,
): CheckReport {
  const most = top ?? topOf[reporter] ?? 0;
  if (most === 0 || report.classes.length <= most) return report;
  const classes = report.classes.slice(0, most);
  return { ...report, classes, omittedClassCount: report.classes.length - most };
}
