import { SnapdiffError } from '../base/errors.ts';
import type { DetailLevel } from '../compare/heap-details.ts';
import type { DrawnReport } from '../report/leave-out-strings.ts';
import { reportFormats, type ReportFormat } from '../report/report.ts';
import { usualForm } from './reading-agent.ts';
import { chooseOutputs, type ReportOutput } from './report-outputs.ts';

/** The forms of a report that can be drawn. */
export type PageFormat = ReportFormat | 'html';
export const pageFormats: readonly PageFormat[] = [...reportFormats, 'html'];

/** The options of the commands whose report can be a page. */
export interface PageArguments {
  readonly html: string | undefined;
  readonly 'include-strings': boolean | undefined;
}

/** A page is asked for. */
export interface Page {
  /** What has to be taken of the heap for it. */
  readonly details: DetailLevel;
  readonly template: string;
  /** Strings are in it: only its owner may read the file. */
  readonly isPrivate: boolean;
  readonly render: (report: DrawnReport) => string;
}

interface OutputNames {
  readonly format: readonly string[] | undefined;
  readonly json: boolean | undefined;
  readonly color: boolean | undefined;
}

/** As `chooseReports`; `--html FILE` comes beside what else there is. @throws SnapdiffError */
export function choosePages({
  format: given = [],
  json,
  html,
  color,
}: OutputNames & Pick<PageArguments, 'html'>): readonly ReportOutput<PageFormat>[] {
  const usual = usualForm(color);
  if (html === undefined) return chooseOutputs(given, json, pageFormats, usual);
  const others = given.length === 0 && json !== true ? [usual] : given;
  return chooseOutputs([...others, `html=${html}`], json, pageFormats, usual);
}

/**
 * What has to be taken of a heap: nothing unless a page or `--details` asks for it. JSON leaves nothing out.
 *
 * @throws SnapdiffError where there is no JSON for it
 */
export function detailsFor(
  outputs: readonly ReportOutput<string>[],
  page: Page | undefined,
  inJson = false,
): { readonly details?: DetailLevel } {
  if (inJson && !outputs.some(({ format }) => format === 'json')) {
    throw new SnapdiffError('--details has no effect without --json', {
      hint: 'A page has them anyway; a table has none.',
    });
  }
  const level = inJson ? 'strings' : page?.details;
  return level === undefined ? {} : { details: level };
}

/**
 * Makes ready for a page, so that an installation without one is found out before files are read for minutes.
 *
 * @returns undefined where none is asked for
 * @throws SnapdiffError
 */
export async function preparePage(
  outputs: readonly ReportOutput<string>[],
  includeStrings = false,
): Promise<Page | undefined> {
  if (!outputs.some(({ format }) => format === 'html')) {
    if (!includeStrings) return undefined;
    throw new SnapdiffError('--include-strings has no effect without --html', {
      hint: 'Only a page leaves out strings; add --html report.html.',
    });
  }
  const { readPageTemplate } = await import('../files/page-template.ts');
  const template = await readPageTemplate();
  const { html } = await import('../report/html/html.ts');
  return {
    details: includeStrings ? 'strings' : 'names',
    template,
    isPrivate: includeStrings,
    render: (report) => html(report, template, { includeStrings }),
  };
}
