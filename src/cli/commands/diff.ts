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
import { lastOf, oneText } from '../option-texts.ts';
import { choosePages, detailsFor, preparePage } from '../page-output.ts';
import { readMemory } from '../memory-timeline.ts';
import { withProgressBar } from '../progress-bar.ts';
import { keepInputs } from '../report-outputs.ts';
import {
  addReportOptions,
  detailsOption,
  foldOption,
  fileGroup,
  jobsOption,
  parserOption,
  readingOptions,
  readMapping,
  rowsIn,
  sourceMapOption,
  writeDrawnReports,
} from './report-options.ts';
import type { JobsArguments, ReportArguments, SourceMapArguments } from './report-options.ts';

export interface DiffArguments extends ReportArguments, SourceMapArguments, JobsArguments {
  readonly baseline: string;
  readonly current: string;
  /** More of the same process. */
  readonly later: readonly string[] | undefined;
  readonly sort: ComparisonColumn;
  readonly all: boolean;
  readonly details: boolean | undefined;
  readonly timeline: string | undefined;
}

const examples = `Examples:
  snapdiff monday.heapsnapshot tuesday.heapsnapshot friday.heapsnapshot
  snapdiff --filter /Socket$/ --top 0 monday.heapsnapshot.gz friday.heapsnapshot.gz
  snapdiff monday.heapsnapshot friday.heapsnapshot --html report.html --format json=growth.json
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
          group: fileGroup,
          describe: "Column to order by; addedSize is Chrome DevTools' order",
        })
        .option('all', {
          type: 'boolean',
          default: false,
          group: fileGroup,
          describe: 'Also constructors of which nothing was added, deleted or resized',
        }),
      fileGroup,
    )
      // docs/report.md has it; this help is full.
      .option('details', { ...detailsOption, hidden: true })
      .option('timeline', {
        ...oneText,
        group: fileGroup,
        // docs/timeline.md has it; this help is full.
        hidden: true,
      })
      .option('source-maps', sourceMapOption)
      .option('jobs', jobsOption)
      // For a second opinion on small files.
      .option('parser', { ...parserOption, hidden: true })
      // Where it helps, a warning says so.
      .option('fold-addresses', { ...foldOption, hidden: true })
      .epilogue(examples),
  handler: async ({ baseline, current, later = [], sort, all, top, filter = '', color, ...rest }) => {
    const outputs = choosePages({ ...rest, color });
    const reading = readingOptions(rest);
    const selection = { sort, filter, all };
    checkSelection({ ...selection, top: top ?? 0 }, comparisonColumns);
    checkFileNames(baseline, current, ...later);
    keepInputs(outputs, [baseline, current, ...later, rest.timeline]);
    const mapping = await readMapping(rest['source-maps']);
    const page = await preparePage(outputs, rest['include-strings']);
    const details = detailsFor(outputs, page, rest.details);
    const memory = await readMemory(rest.timeline, details.details !== undefined);
    const { compareFiles } = await import('../../files/compare-files.ts');
    const comparison = await withProgressBar((onProgress) =>
      compareFiles([baseline, current, ...later], {
        ...reading,
        onProgress,
        freeMemory,
        ...mapping,
        ...details,
        ...memory,
      }),
    );
    await writeDrawnReports(
      outputs,
      (format) => makeComparisonReport(comparison, { ...selection, top: rowsIn(format, top) }),
      page,
      color,
      rest.details,
    );
  },
};
