import type { Argv } from 'yargs';
import type { ParserName } from '../../files/read-file.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { reportFormats } from '../../report/report.ts';
import type { Report, ReportFormat } from '../../report/report.ts';
import type { MapLocation } from '../../files/source-maps.ts';
import { unshield } from '../file-arguments.ts';
import { outputStyle, writeOut } from '../output.ts';

/** The options of every command that reads files and prints a report. */
export interface OutputArguments {
  readonly format: ReportFormat | undefined;
  readonly json: boolean | undefined;
  readonly color: boolean | undefined;
  readonly parser: ParserName | undefined;
}

/** The options of the commands that list constructors. */
export interface ReportArguments extends OutputArguments {
  readonly top: number | undefined;
  readonly filter: string | undefined;
}

const parserNames: readonly ParserName[] = ['snapdiff', 'heapsnapshot-parser'];

export function addOutputOptions<Arguments>(yargs: Argv<Arguments>): Argv<Arguments & OutputArguments> {
  return yargs
    .option('format', {
      choices: reportFormats,
      coerce: lastOf<ReportFormat>,
      requiresArg: true,
      describe: 'How to print it [default: table]',
    })
    .option('json', { type: 'boolean', describe: 'The same as --format json' })
    .option('color', { type: 'boolean', describe: 'Colour, or --no-color [default: on a terminal]' })
    .option('parser', {
      choices: parserNames,
      coerce: lastOf<ParserName>,
      requiresArg: true,
      describe:
        'What reads the files; heapsnapshot-parser is for a second opinion on small ones [default: snapdiff]',
    });
}

/** The option of the commands that show where a constructor or a function stands. */
export interface SourceMapArguments {
  readonly 'source-maps': string | undefined;
}

export const sourceMapOption = {
  type: 'string',
  coerce: (directory: string | string[]): string => unshield(lastOf(directory)),
  requiresArg: true,
  describe: "Directory with a build's .map files: places are shown in the original source",
} as const;

/** @throws SnapdiffError before a snapshot is read, when there are no maps in the directory */
export async function readMapping(
  directory: string | undefined,
): Promise<{ readonly mapLocation?: MapLocation }> {
  if (directory === undefined) return {};
  const { readSourceMaps } = await import('../../files/source-maps.ts');
  return { mapLocation: await readSourceMaps(directory) };
}

/** `--top 5 --top 10`: the last counts. yargs has both; it could keep only the last, but of a list of files too. */
export function lastOf<Value>(value: Value | Value[]): Value {
  return Array.isArray(value) ? (value[value.length - 1] as Value) : value;
}

export function addReportOptions<Arguments>(yargs: Argv<Arguments>): Argv<Arguments & ReportArguments> {
  return addOutputOptions(yargs)
    .option('top', {
      type: 'string',
      // As a number yargs would take "" for 0, and a variable of the shell that is not set for "all".
      coerce: (text: string | string[]) => (lastOf(text).trim() === '' ? Number.NaN : Number(lastOf(text))),
      requiresArg: true,
      describe: 'Constructors to list; 0 lists all [default: 20, in JSON all]',
    })
    .option('filter', {
      type: 'string',
      coerce: (text: string | string[]) => unshield(lastOf(text)),
      requiresArg: true,
      describe: 'List only constructors with this text in their name, or matching a /regular expression/',
    });
}

/** The format asked for, and how many rows it lists by default. */
export function chooseFormat({ format, json, top }: OutputArguments & Partial<ReportArguments>): {
  format: ReportFormat;
  top: number;
} {
  if (json === true && format !== undefined && format !== 'json') {
    throw new SnapdiffError(`--json and --format ${format} contradict each other`, {
      hint: 'Leave one out.',
    });
  }
  const chosen = json === true ? 'json' : (format ?? 'table');
  return { format: chosen, top: top ?? (chosen === 'json' ? 0 : 20) };
}

/** @throws SnapdiffError for what is no count */
export function checkCount(option: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new SnapdiffError(`--${option} needs a whole number, 0 or more`, {
      hint: `--${option} 0 shows all.`,
    });
  }
}

/** Prints a report. The reporters are loaded only now, when the memory of the work is free again. */
export async function printReport(
  report: Report,
  format: ReportFormat,
  color: boolean | undefined,
): Promise<void> {
  const { renderReport } = await import('../../report/index.ts');
  await writeOut(renderReport(report, format, outputStyle(color)));
}
