import type { Argv } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import type { ParserName, ReadFileOptions } from '../../files/read-file.ts';
import { reportFormats } from '../../report/report.ts';
import type { DrawnReport } from '../../report/leave-out-strings.ts';
import type { Report, ReportFormat } from '../../report/report.ts';
import { withoutDetails } from '../../report/report-details.ts';
import type { MapLocation } from '../../files/source-maps.ts';
import { lastOf, manyTexts, oneCount, oneText, type Described, type TextOption } from '../option-texts.ts';
import { outputStyle, writeOut } from '../output.ts';
import type { Page, PageArguments, PageFormat } from '../page-output.ts';
import { usualForm } from '../reading-agent.ts';
import { chooseOutputs } from '../report-outputs.ts';
import type { ReportOutput } from '../report-outputs.ts';
import { writeWhole } from '../write-file.ts';

/** The options of every command that reads files and prints a report. */
export interface OutputArguments {
  readonly format: readonly string[] | undefined;
  readonly json: boolean | undefined;
  readonly color: boolean | undefined;
  readonly parser: ParserName | undefined;
  readonly 'fold-addresses': boolean | undefined;
}

/** The options of the commands that list constructors. */
export interface ReportArguments extends OutputArguments, PageArguments {
  readonly top: number | undefined;
  readonly filter: string | undefined;
}

/** The headings under which the help lists options. */
export const listGroup = 'What to list:';
export const fileGroup = 'Input and output:';

/** @param formats of the command, its default first, and what an agent gets instead @param note at the end of its text */
export function formatOption(
  formats: readonly string[],
  note = '',
): TextOption<readonly string[]> & Described {
  const [first = '', ...others] = formats.filter((format) => format !== 'brief');
  return {
    ...manyTexts,
    group: fileGroup,
    describe: `${first} [for agents brief], ${others.join(', ')}; repeatable; without FILE to stdout${note}`,
  };
}

interface SwitchOption extends Described {
  readonly type: 'boolean';
}

export const jsonOption: SwitchOption = {
  type: 'boolean',
  group: fileGroup,
  describe: 'Same as --format json',
};

export const colorOption: SwitchOption = {
  type: 'boolean',
  group: fileGroup,
  describe: 'Use colours; --no-color for none [default: on a terminal]',
};

interface ParserOption extends Described {
  readonly choices: readonly ParserName[];
  readonly coerce: (name: ParserName | ParserName[]) => ParserName;
  readonly requiresArg: true;
}

export const parserOption: ParserOption = {
  choices: ['snapdiff', 'heapsnapshot-parser'],
  coerce: lastOf<ParserName>,
  requiresArg: true,
  group: fileGroup,
  describe: 'Reader of the files',
};

export const foldOption: SwitchOption = {
  type: 'boolean',
  group: fileGroup,
  describe: 'List "Object 0x1234" under "Object"',
};

/** The option of the commands that compare files. */
export interface JobsArguments {
  readonly jobs: number | undefined;
}

export const jobsOption: TextOption<number> & Described = {
  ...oneCount,
  group: fileGroup,
  describe: 'Files to read at once; 1 needs least memory [default: 2, if they are large]',
};

/** How files are read. @throws SnapdiffError for what is no number of jobs */
export function readingOptions({
  parser,
  'fold-addresses': foldAddresses = false,
  jobs,
}: Pick<OutputArguments, 'parser' | 'fold-addresses'> & Partial<JobsArguments>): Pick<
  ReadFileOptions,
  'parser' | 'foldAddresses' | 'jobs'
> {
  if (jobs !== undefined && !(Number.isSafeInteger(jobs) && jobs > 0)) {
    throw new SnapdiffError('--jobs needs a whole number, 1 or more', {
      hint: '--jobs 1 reads one file after the other.',
    });
  }
  return { ...(parser && { parser }), foldAddresses, ...(jobs !== undefined && { jobs }) };
}

export function addOutputOptions<Arguments>(yargs: Argv<Arguments>): Argv<Arguments & OutputArguments> {
  return yargs
    .option('format', formatOption(reportFormats))
    .option('json', jsonOption)
    .option('color', colorOption)
    .option('parser', parserOption)
    .option('fold-addresses', foldOption);
}

/** The option of the commands that show where a constructor or a function stands. */
export interface SourceMapArguments {
  readonly 'source-maps': string | undefined;
}

export const sourceMapOption: TextOption<string> & Described = {
  ...oneText,
  group: fileGroup,
  describe: "Folder of a build's .map files, to show places in the original source",
};

/** @throws SnapdiffError before a snapshot is read, when there are no maps in the directory */
export async function readMapping(
  directory: string | undefined,
): Promise<{ readonly mapLocation?: MapLocation }> {
  if (directory === undefined) return {};
  const { readSourceMaps } = await import('../../files/source-maps.ts');
  return { mapLocation: await readSourceMaps(directory) };
}

/** What there is to draw, into the JSON, to make a page of it later. */
export const detailsOption: SwitchOption = {
  type: 'boolean',
  group: fileGroup,
  describe: 'In JSON also what a page draws, to make one later',
};

export function addPageOptions<Arguments>(yargs: Argv<Arguments>): Argv<Arguments & PageArguments> {
  return yargs
    .option('html', { ...oneText, group: fileGroup, describe: 'Also write a page, to open or send' })
    .option('include-strings', {
      type: 'boolean',
      group: fileGroup,
      describe: 'In the page also text of strings and keys of Maps: secrets, mostly',
    });
}

/** @param group the heading of what is listed */
export function addReportOptions<Arguments>(
  yargs: Argv<Arguments>,
  group: string = listGroup,
): Argv<Arguments & ReportArguments & PageArguments> {
  return addPageOptions(
    addOutputOptions(
      yargs
        .option('top', {
          ...oneCount,
          group,
          describe: 'Constructors to list; 0 lists all [default: 20, in JSON all]',
        })
        .option('filter', {
          ...oneText,
          group,
          describe: 'Only constructors whose name contains TEXT, or matches /EXPRESSION/',
        }),
    ),
  );
}

/** Where the report goes, and in which formats. @throws SnapdiffError for what cannot be meant */
export function chooseReports({
  format = [],
  json,
  color,
}: Pick<OutputArguments, 'format' | 'json' | 'color'>): readonly ReportOutput<ReportFormat>[] {
  return chooseOutputs(format, json, reportFormats, usualForm(color));
}

/** How many rows a report lists: a program gets all. 0 is all. */
export function rowsIn(format: PageFormat, top: number | undefined): number {
  return top ?? defaultRows[format];
}

/** A page has a search and pages of its own; five hundred constructors are some 300 kB of it. */
const defaultRows: Readonly<Record<PageFormat, number>> = {
  table: 20,
  brief: 8,
  markdown: 20,
  json: 0,
  html: 500,
};

/** How much of the ways to an object is shown where nothing is asked for; of several forms as much as the one that has most. */
export function defaultPaths(outputs: readonly ReportOutput<ReportFormat>[]): {
  readonly depth: number;
  readonly paths: number;
} {
  return outputs.every(({ format }) => format === 'brief')
    ? { depth: 12, paths: 3 }
    : { depth: defaultDepth, paths: defaultPathCount };
}

export const defaultDepth = 50;
export const defaultPathCount = 10;

/** @throws SnapdiffError for what is not a count */
export function checkCount(option: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new SnapdiffError(`--${option} needs a whole number, 0 or more`, {
      hint: `--${option} 0 shows all.`,
    });
  }
}

/**
 * Writes a report in each format. The reporters are loaded only now, when the memory of the work is free again.
 *
 * @param makeReport how many rows there are depends on the format
 */
export async function writeReports(
  outputs: readonly ReportOutput<ReportFormat>[],
  makeReport: (format: ReportFormat) => Report,
  color: boolean | undefined,
): Promise<void> {
  for (const output of outputs) await writeReport(output, makeReport(output.format), color);
}

/**
 * As `writeReports`, of a command whose report can be a page.
 *
 * @param page undefined where none is asked for
 * @param inJson JSON has what a page draws, too
 */
export async function writeDrawnReports(
  outputs: readonly ReportOutput<PageFormat>[],
  makeReport: (format: PageFormat) => DrawnReport,
  page: Page | undefined,
  color: boolean | undefined,
  inJson = false,
): Promise<void> {
  for (const { format, path } of outputs) {
    const report = makeReport(format);
    if (format !== 'html') {
      const isWhole = inJson && format === 'json';
      await writeReport({ format, path }, isWhole ? report : withoutDetails(report), color);
    } else if (path === undefined) await writeOut(page?.render(report) ?? '');
    else writeWhole(path, page?.render(report) ?? '', page?.isPrivate);
  }
}

async function writeReport(
  { format, path }: ReportOutput<ReportFormat>,
  report: Report,
  color: boolean | undefined,
): Promise<void> {
  const { renderReport } = await import('../../report/index.ts');
  if (path === undefined) await writeOut(renderReport(report, format, outputStyle(color)));
  else writeWhole(path, renderReport(report, format, { color: false, width: Infinity }));
}
