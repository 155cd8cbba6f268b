import type { Argv, CommandModule } from 'yargs';
import {
  checkSelection,
  comparisonColumns,
  defaultComparisonColumn,
  makeComparisonReport,
} from '../../report/select/select-classes.ts';
import type { ComparisonColumn } from '../../report/select/select-classes.ts';
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
  /** More of the same process. */
  readonly later: readonly string[] | undefined;
  readonly sort: ComparisonColumn;
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
          choices: comparisonColumns,
          coerce: lastOf<ComparisonColumn>,
          default: defaultComparisonColumn,
          requiresArg: true,
          describe: "Column to order by; addedSize is Chrome DevTools' order",
        })
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'List also constructors with nothing added, removed or resized',
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
    checkSelection(selection, comparisonColumns);
    checkFileNames(baseline, current, ...later);
    const mapping = await readMapping(rest['source-maps']);
    const { compareFiles } = await import('../../files/compare-files.ts');
    const comparison = await withProgressBar((onProgress) =>
      compareFiles([baseline, current, ...later], { parser, onProgress, freeMemory, ...mapping }),
    );
    await printReport(makeComparisonReport(comparison, selection), format, color);
  },
};
