import type { Argv, CommandModule } from 'yargs';
import {
  checkSelection,
  defaultDiffColumn,
  diffColumns,
  makeDiffReport,
} from '../../report/select-classes.ts';
import type { DiffColumn } from '../../report/select-classes.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withProgressBar } from '../progress-bar.ts';
import { addReportOptions, chooseFormat, printReport } from './report-options.ts';
import type { ReportArguments } from './report-options.ts';

export interface DiffArguments extends ReportArguments {
  readonly baseline: string;
  readonly current: string;
  readonly sort: DiffColumn;
  readonly all: boolean;
}

export const diffCommand: CommandModule<object, DiffArguments> = {
  command: ['$0 <baseline> <current>', 'diff'],
  describe: 'Show by constructor what came, went and is retained between two snapshots',
  builder: (yargs: Argv): Argv<DiffArguments> =>
    addReportOptions(
      yargs
        .positional(
          'baseline',
          filePositional('Earlier .heapsnapshot, also .gz, .br, .zst; - for standard input'),
        )
        .positional('current', filePositional('Later one of the same process'))
        .option('sort', {
          choices: diffColumns,
          default: defaultDiffColumn,
          requiresArg: true,
          describe: "Column to order by; addedSize is Chrome DevTools' order",
        })
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'List also constructors with nothing added or removed',
        }),
    ),
  handler: async ({ baseline, current, sort, all, filter = '', color, parser = 'snapdiff', ...rest }) => {
    const { format, top } = chooseFormat({ ...rest, filter, color, parser });
    const selection = { sort, top, filter, all };
    checkSelection(selection, diffColumns);
    checkFileNames(baseline, current);
    const { diffFiles } = await import('../../diff-files.ts');
    const diff = await withProgressBar((onProgress) =>
      diffFiles(baseline, current, { parser, onProgress, freeMemory }),
    );
    await printReport(makeDiffReport(diff, selection), format, color);
  },
};
