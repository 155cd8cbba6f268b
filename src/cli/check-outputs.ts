import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { checkReporterNames, type CheckReport, type CheckReporterName } from '../report/check-report.ts';
import { safeText } from '../report/safe-text.ts';
import { checkedRevision, repositoryRoot } from './ci-server.ts';
import { outputStyle, writeError, writeOut } from './output.ts';
import { writeWhole } from './write-file.ts';

/** A form of the result, and where it goes. */
export interface CheckOutput {
  readonly reporter: CheckReporterName;
  /** undefined: standard output */
  readonly path: string | undefined;
}

/**
 * Understands `--reporter table --reporter junit=leaks.xml`; without any it is a table.
 *
 * @throws SnapdiffError for a reporter that there is not, and two of one place
 */
export function chooseOutputs(given: readonly string[]): readonly CheckOutput[] {
  if (given.length === 0) return [{ reporter: 'table', path: undefined }];
  const outputs = given.map((text): CheckOutput => {
    const [, name = '', path] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    const reporter = checkReporterNames.find((known) => known === name);
    if (reporter === undefined) {
      throw new SnapdiffError(`--reporter ${text}: there is no reporter "${name}"`, {
        hint: `There are ${checkReporterNames.join(', ')}.`,
      });
    }
    if (path === '') {
      throw new SnapdiffError(`--reporter ${text}: the name of the file is missing`, {
        hint: `Without "=" it goes to standard output: --reporter ${name}.`,
      });
    }
    return { reporter, path: path === '-' ? undefined : path };
  });
  // Annotations are lines of a log and stand beside anything else.
  const places = outputs.map(({ reporter, path }) =>
    path === undefined ? (reporter === 'github' ? '-github' : '-') : resolve(path),
  );
  const twice = places.findIndex((place, index) => places.indexOf(place) < index);
  if (twice >= 0) {
    const path = outputs[twice].path;
    throw new SnapdiffError(
      path === undefined ? 'two reporters go to standard output' : `two reporters go to ${path}`,
      { hint: 'Give one a file: --reporter json=leaks.json.' },
    );
  }
  return outputs;
}

/** Writes each form of the result. Where none goes to standard output, a failure is still said on standard error. */
export async function writeCheck(
  report: CheckReport,
  outputs: readonly CheckOutput[],
  color: boolean | undefined,
  top: number | undefined,
): Promise<void> {
  const { renderCheck } = await import('../report/ci/check-reporters.ts');
  const revision = checkedRevision();
  const repository = { root: repositoryRoot(), ...(revision && { revision }) };
  for (const { reporter, path } of outputs) {
    const chosen = limitClasses(report, reporter, top);
    if (path === undefined) {
      await writeOut(await renderCheck(chosen, reporter, { ...outputStyle(color), ...repository }));
    } else {
      await writeWhole(path, await renderCheck(chosen, reporter, repository));
    }
    if (reporter === 'github') await appendJobSummary(report, top);
  }
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
  const { fitSummary } = await import('../report/ci/check-github.ts');
  const text = fitSummary(await renderCheck(limitClasses(report, 'markdown', top), 'markdown'));
  try {
    await appendFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await writeError(`snapdiff: the job summary is not written: ${safeText(reason)}\n`);
  }
}

/** Constructors listed for a person; a program gets all. */
const topOf: Partial<Readonly<Record<CheckReporterName, number>>> = { table: 10, markdown: 50 };

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
