import type { Argv, CommandModule } from 'yargs';
import { checkSelection } from '../../report/select/selection.ts';
import {
  comparisonColumns,
  defaultComparisonColumn,
  makeComparisonReport,
} from '../../report/comparison-report.ts';
import type { ComparisonColumn } from '../../report/comparison-report.ts';
import { checkFileNames, filePositional, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { lastOf } from '../option-texts.ts';
import { withProgressBar } from '../progress-bar.ts';
import {
  addReportOptions,
  chooseReports,
  jobsOption,
  listGroup,
  readingOptions,
  readMapping,
  rowsIn,
  sourceMapOption,
  writeReports,
} from './report-options.ts';
import type { JobsArguments, ReportArguments, SourceMapArguments } from './report-options.ts';

export interface DiffArguments extends ReportArguments, SourceMapArguments, JobsArguments {
  readonly baseline: string;
  readonly current: string;
  /** More of the same process. */
  readonly later: readonly string[] | undefined;
  readonly sort: ComparisonColumn;
  readonly all: boolean;
}

const examples = `Examples:
  snapdiff monday.heapsnapshot tuesday.heapsnapshot friday.heapsnapshot
      what leaks, and what holds it; of two snapshots what grew
  snapdiff --filter /Socket$/ --top 0 monday.heapsnapshot.gz friday.heapsnapshot.gz
      every constructor whose name ends in Socket
  snapdiff --format table --format json=growth.json monday.heapsnapshot friday.heapsnapshot
      a table, and a file for a program

"snapdiff check --help" is the help of one command. Exit codes: 0 done, 1 check failed, 2 could not.`;

export const diffCommand: CommandModule<object, DiffArguments> = {
  command: ['$0 <baseline> <current> [later..]', 'diff'],
  describe: 'Compare snapshots: what leaks, what holds it, what grew by constructor',
  builder: (yargs: Argv): Argv<DiffArguments> =>
    addReportOptions(
      yargs
        .positional(
          'baseline',
          filePositional('Earlier .heapsnapshot, also .gz, .br or .zst; - is standard input'),
        )
        .positional('current', filePositional('Later one, of the same process'))
        .positional('later', {
          type: 'string',
          array: true,
          coerce: (names: readonly string[] | undefined) => names?.map(unshield),
          describe: 'More of the same process; from three on, leaks are told from warm-up',
        })
        .option('sort', {
          choices: comparisonColumns,
          coerce: lastOf<ComparisonColumn>,
          default: defaultComparisonColumn,
          requiresArg: true,
          group: listGroup,
          describe: "Column to order by; addedSize is Chrome DevTools' order",
        })
        .option('all', {
          type: 'boolean',
          default: false,
          group: listGroup,
          describe: 'Also constructors of which nothing was added, deleted or resized',
        }),
    )
      .option('source-maps', sourceMapOption)
      .option('jobs', jobsOption)
      .epilogue(examples),
  handler: async ({ baseline, current, later = [], sort, all, top, filter = '', color, ...rest }) => {
    const outputs = chooseReports(rest);
    const reading = readingOptions(rest);
    const selection = { sort, filter, all };
    checkSelection({ ...selection, top: top ?? 0 }, comparisonColumns);
    checkFileNames(baseline, current, ...later);
    const mapping = await readMapping(rest['source-maps']);
    const { compareFiles } = await import('../../files/compare-files.ts');
    const comparison = await withProgressBar((onProgress) =>
      compareFiles([baseline, current, ...later], {
        ...reading,
        onProgress,
        freeMemory,
        ...mapping,
      }),
    );
    await writeReports(
      outputs,
      (format) => makeComparisonReport(comparison, { ...selection, top: rowsIn(format, top) }),
      color,
    );
  },
};
