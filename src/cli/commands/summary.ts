import type { Argv, CommandModule } from 'yargs';
import { checkSelection } from '../../report/select/selection.ts';
import { defaultSummaryColumn, makeSummaryReport, summaryColumns } from '../../report/summary-report.ts';
import type { SummaryColumn } from '../../report/summary-report.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { lastOf } from '../option-texts.ts';
import { choosePages, detailsFor, preparePage } from '../page-output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { keepInputs } from '../report-outputs.ts';
import {
  addReportOptions,
  detailsOption,
  listGroup,
  readingOptions,
  rowsIn,
  writeDrawnReports,
} from './report-options.ts';
import type { ReportArguments } from './report-options.ts';

interface SummaryArguments extends ReportArguments {
  readonly file: string;
  readonly sort: SummaryColumn;
  readonly details: boolean | undefined;
}

const examples = `Examples:
  snapdiff summary friday.heapsnapshot
      where its bytes are
  snapdiff summary friday.heapsnapshot --sort count --top 10
      the ten constructors with most objects
  snapdiff summary friday.heapsnapshot --filter socket --format json=sockets.json
      what has "socket" in its name, into a file for a program`;

export const summaryCommand: CommandModule<object, SummaryArguments> = {
  command: 'summary <file>',
  describe: 'Show where the bytes of a snapshot are, by kind and constructor',
  builder: (yargs: Argv): Argv<SummaryArguments> =>
    addReportOptions(
      yargs
        .positional('file', filePositional('A .heapsnapshot, also .gz, .br or .zst; - is standard input'))
        .option('sort', {
          choices: summaryColumns,
          coerce: lastOf<SummaryColumn>,
          default: defaultSummaryColumn,
          requiresArg: true,
          group: listGroup,
          describe: 'Column to order by',
        }),
    )
      .option('details', detailsOption)
      .epilogue(examples),
  handler: async ({ file, sort, top, filter = '', color, ...rest }) => {
    const outputs = choosePages({ ...rest, color });
    const selection = { sort, filter };
    checkSelection({ ...selection, top: top ?? 0 }, summaryColumns);
    checkFileNames(file);
    keepInputs(outputs, [file]);
    const page = await preparePage(outputs, rest['include-strings']);
    const details = detailsFor(outputs, page, rest.details);
    const { summarizeFile } = await import('../../files/summarize-file.ts');
    const summary = await withProgressBar((onProgress) =>
      summarizeFile(file, {
        ...readingOptions(rest),
        onProgress,
        freeMemory,
        ...details,
      }),
    );
    await writeDrawnReports(
      outputs,
      (format) => makeSummaryReport(summary, { ...selection, top: rowsIn(format, top) }),
      page,
      color,
      rest.details,
    );
  },
};
