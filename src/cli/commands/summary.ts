import type { Argv, CommandModule } from 'yargs';
import {
  checkSelection,
  defaultSummaryColumn,
  makeSummaryReport,
  summaryColumns,
} from '../../report/select/select-classes.ts';
import type { SummaryColumn } from '../../report/select/select-classes.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withProgressBar } from '../progress-bar.ts';
import { addReportOptions, chooseFormat, lastOf, printReport } from './report-options.ts';
import type { ReportArguments } from './report-options.ts';

interface SummaryArguments extends ReportArguments {
  readonly file: string;
  readonly sort: SummaryColumn;
}

export const summaryCommand: CommandModule<object, SummaryArguments> = {
  command: 'summary <file>',
  describe: 'Show where the bytes of one snapshot are, by kind and by constructor',
  builder: (yargs: Argv): Argv<SummaryArguments> =>
    addReportOptions(
      yargs
        .positional('file', filePositional('.heapsnapshot, also .gz, .br, .zst; - for standard input'))
        .option('sort', {
          choices: summaryColumns,
          coerce: lastOf<SummaryColumn>,
          default: defaultSummaryColumn,
          requiresArg: true,
          describe: 'Column to order by',
        }),
    ),
  handler: async ({ file, sort, filter = '', color, parser = 'snapdiff', ...rest }) => {
    const { format, top } = chooseFormat({ ...rest, filter, color, parser });
    const selection = { sort, top, filter };
    checkSelection(selection, summaryColumns);
    checkFileNames(file);
    const { summarizeFile } = await import('../../files/summarize-file.ts');
    const summary = await withProgressBar((onProgress) =>
      summarizeFile(file, { parser, onProgress, freeMemory }),
    );
    await printReport(makeSummaryReport(summary, selection), format, color);
  },
};
