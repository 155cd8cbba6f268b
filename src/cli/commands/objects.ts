import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { objectColumns, type ObjectColumn } from '../../compare/object-columns.ts';
import { makeObjectsReport } from '../../report/objects-report.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withProgressBar } from '../progress-bar.ts';
import {
  addOutputOptions,
  checkCount,
  chooseFormat,
  printReport,
  readMapping,
  sourceMapOption,
} from './report-options.ts';
import type { OutputArguments, SourceMapArguments } from './report-options.ts';

export interface ObjectsArguments extends OutputArguments, SourceMapArguments {
  readonly files: readonly string[];
  readonly class: string;
  readonly sort: ObjectColumn;
  readonly top: number | undefined;
  readonly page: number;
}

const examples = `Examples:
  snapdiff objects friday.heapsnapshot --class Connection
      the connections, by what they retain
  snapdiff objects 0.heapsnapshot 1.heapsnapshot 2.heapsnapshot --class Connection --sort age
      the longest-lived first: "Age" counts the snapshots before the last that have it already

An object goes on with "snapdiff retainers friday.heapsnapshot --id" and the number after its @.`;

export const objectsCommand: CommandModule<object, ObjectsArguments> = {
  command: 'objects <files..>',
  describe: 'List the objects of a constructor, with their age in a series of snapshots',
  builder: (yargs: Argv): Argv<ObjectsArguments> =>
    addOutputOptions(
      yargs
        .positional('files', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Snapshots of one process, earliest first; the objects of the last are listed',
          coerce: (files: readonly string[]) => files.map(unshield),
        })
        .option('class', {
          type: 'string',
          coerce: unshield,
          demandOption: true,
          requiresArg: true,
          describe: 'Constructor, named as in the tables',
        })
        .option('sort', {
          choices: objectColumns,
          default: 'retainedSize' as const,
          requiresArg: true,
          describe: 'Column to order by, biggest first',
        })
        .option('top', {
          type: 'number',
          requiresArg: true,
          describe: 'Objects to a page; 0 lists all [default: 20, in JSON all]',
        })
        .option('page', { type: 'number', default: 1, requiresArg: true, describe: 'Page to list' })
        .option('source-maps', sourceMapOption),
    ).epilogue(examples),
  handler: async ({ files, class: className, sort, page, color, parser, ...rest }) => {
    const { format, top } = chooseFormat({ ...rest, color, parser });
    checkCount('top', top);
    if (!Number.isSafeInteger(page) || page < 1)
      throw new SnapdiffError('--page needs a whole number, 1 or more');
    checkFileNames(...files);
    const mapping = await readMapping(rest['source-maps']);
    const { listFileObjects } = await import('../../files/inspect-files.ts');
    const query = { className, sort, top, page };
    const inspected = await withProgressBar((onProgress) =>
      listFileObjects(files, query, { ...(parser ? { parser } : {}), onProgress, freeMemory, ...mapping }),
    );
    await printReport(makeObjectsReport(inspected), format, color);
  },
};
