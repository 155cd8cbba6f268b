import type { Argv, CommandModule } from 'yargs';
import {
  checkSelection,
  defaultDiffColumn,
  diffColumns,
  makeDiffReport,
  makeSeriesReport,
} from '../../report/select-classes.ts';
import type { DiffColumn } from '../../report/select-classes.ts';
import { checkFileNames, filePositional, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withProgressBar } from '../progress-bar.ts';
import {
  addReportOptions,
  chooseFormat,
  lastOf,
  printReport,
  readMapping,
  sourceMapOption,
} from './report-options.ts';
import type { ReportArguments, SourceMapArguments } from './report-options.ts';

export interface DiffArguments extends ReportArguments, SourceMapArguments {
  readonly baseline: string;
  readonly current: string;
  /** Later ones: with them it is a series. */
  readonly later: readonly string[] | undefined;
  readonly sort: DiffColumn;
  readonly all: boolean;
}

export const diffCommand: CommandModule<object, DiffArguments> = {
  command: ['$0 <baseline> <current> [later..]', 'diff'],
  describe: 'Show by constructor what came, went and is retained; of three snapshots or more, what leaks',
  builder: (yargs: Argv): Argv<DiffArguments> =>
    addReportOptions(
      yargs
        .positional(
          'baseline',
          filePositional('Earlier .heapsnapshot, also .gz, .br, .zst; - for standard input'),
        )
        .positional('current', filePositional('Later one of the same process'))
        .positional('later', {
          type: 'string',
          array: true,
          coerce: (names: readonly string[] | undefined) => names?.map(unshield),
          describe: 'More of the same process: a series, in any order',
        })
        .option('sort', {
          choices: diffColumns,
          coerce: lastOf<DiffColumn>,
          default: defaultDiffColumn,
          requiresArg: true,
          describe: "Column to order by; addedSize is Chrome DevTools' order",
        })
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'List also constructors with nothing added or removed',
        })
        .option('source-maps', sourceMapOption),
    ),
  handler: async ({
    baseline,
    current,
    later = [],
    sort,
    all,
    filter = '',
    color,
    parser = 'snapdiff',
    ...rest
  }) => {
    const { format, top } = chooseFormat({ ...rest, filter, color, parser });
    const selection = { sort, top, filter, all };
    checkSelection(selection, diffColumns);
    checkFileNames(baseline, current, ...later);
    const mapping = await readMapping(rest['source-maps']);
    if (later.length > 0) {
      const { followFiles } = await import('../../series-files.ts');
      const series = await withProgressBar((onProgress) =>
        followFiles([baseline, current, ...later], { parser, onProgress, freeMemory, ...mapping }),
      );
      await printReport(makeSeriesReport(series, selection), format, color);
      return;
    }
    const { diffFiles } = await import('../../diff-files.ts');
    const diff = await withProgressBar((onProgress) =>
      diffFiles(baseline, current, { parser, onProgress, freeMemory, ...mapping }),
    );
    await printReport(makeDiffReport(diff, selection), format, color);
  },
};
