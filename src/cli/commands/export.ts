import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { formatCount } from '../../base/units.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withInterrupts } from '../interrupts.ts';
import { manyTexts, oneText } from '../option-texts.ts';
import { safeLines, writeError, writeLines } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';
import {
  foldOption,
  jobsOption,
  readingOptions,
  readMapping,
  sourceMapOption,
  type JobsArguments,
  type OutputArguments,
  type SourceMapArguments,
} from './report-options.ts';

export interface ExportArguments
  extends SourceMapArguments, JobsArguments, Pick<OutputArguments, 'fold-addresses'> {
  readonly files: readonly string[];
  readonly out: string | undefined;
  readonly edges: boolean | undefined;
  readonly label: readonly string[] | undefined;
  readonly 'include-strings': boolean | undefined;
}

const examples = `Examples:
  snapdiff export friday.heapsnapshot --out tables
      its classes and objects, as Parquet files below tables/
  snapdiff export day-*.heapsnapshot --out tables --label build=1.4.2
      those of one process, with what leaks, and from which build they are
  snapdiff export friday.heapsnapshot --out tables --edges
      also each reference, for questions of who holds what

The same files give the same bytes. docs/export.md lists the tables, docs/fleet.md tells of many
processes. \`snapdiff sql\` asks files on this machine without an export.`;

const tableGroup = 'What to write:';

export const exportCommand: CommandModule<object, ExportArguments> = {
  command: 'export <files..>',
  describe: 'Write snapshots as Parquet tables, for other engines',
  builder: (yargs: Argv): Argv<ExportArguments> =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'One .heapsnapshot, or those of one process',
        coerce: (files: string[]) => files.map(unshield),
      })
      .option('out', { ...oneText, group: 'Input and output:', describe: 'Folder for the tables' })
      .option('edges', {
        type: 'boolean',
        group: tableGroup,
        describe: 'Also each reference, which is most of it',
      })
      .option('label', {
        ...manyTexts,
        group: tableGroup,
        describe: 'What else is known of the snapshots: build=1.4.2; repeatable',
      })
      .option('include-strings', {
        type: 'boolean',
        group: tableGroup,
        describe: 'Also text of strings and keys of Maps: secrets, mostly',
      })
      .option('fold-addresses', foldOption)
      .option('source-maps', sourceMapOption)
      .option('jobs', jobsOption)
      .epilogue(examples),
  handler: async ({
    files,
    out,
    edges = false,
    label = [],
    'include-strings': includeStrings = false,
    ...rest
  }) => {
    checkFileNames(...files);
    if (out === undefined || out === '') {
      throw new SnapdiffError('--out is missing: the folder for the tables', { hint: 'As in: --out tables' });
    }
    const labels = readLabels(label);
    const reading = {
      ...readingOptions({ ...rest, parser: undefined }),
      ...(await readMapping(rest['source-maps'])),
    };
    const { exportFiles } = await import('../../export/export-files.ts');
    await withInterrupts(async (signal) => {
      const { snapshots, comparison, warnings } = await withProgressBar((onProgress) =>
        exportFiles(files, out, {
          ...reading,
          edges,
          includeStrings,
          labels,
          onProgress,
          signal,
          freeMemory,
        }),
      );
      await writeError(safeLines(warnings.map((warning) => `snapdiff: ${warning}`)));
      await writeLines(
        snapshots.map(
          ({ name, objectCount, classCount }) =>
            `${out}: snapshot=${name}: ${formatCount(objectCount)} objects of ${formatCount(classCount)} classes.`,
        ),
      );
      if (comparison) {
        const { suspects, verdict } = comparison;
        const many = suspects.length === 1 ? '1 suspect' : `${formatCount(suspects.length)} suspects`;
        await writeLines([`${out}: ${verdict.result}, ${many}.`]);
      }
    }, 'nothing was written');
  },
};

/** @throws SnapdiffError for what is no label */
function readLabels(given: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const label of given) {
    const [, key = '', value = ''] = /^([A-Za-z]\w*)=(.*)$/s.exec(label) ?? [];
    if (key === '') {
      throw new SnapdiffError(`--label ${label} is not KEY=VALUE`, {
        hint: 'KEY has letters, digits and _; as in: --label build=1.4.2',
      });
    }
    labels[key] = value;
  }
  return labels;
}
