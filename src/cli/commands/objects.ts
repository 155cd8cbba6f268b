import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { objectColumns, type ObjectColumn } from '../../compare/object-columns.ts';
import { makeObjectsReport } from '../../report/objects-report.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { lastOf, oneCount, oneText } from '../option-texts.ts';
import { withProgressBar } from '../progress-bar.ts';
import { keepInputs } from '../report-outputs.ts';
import {
  addOutputOptions,
  checkCount,
  chooseReports,
  listGroup,
  readingOptions,
  readMapping,
  rowsIn,
  sourceMapOption,
  writeReports,
} from './report-options.ts';
import type { OutputArguments, SourceMapArguments } from './report-options.ts';

export interface ObjectsArguments extends OutputArguments, SourceMapArguments {
  readonly files: readonly string[];
  readonly class: string;
  readonly sort: ObjectColumn;
  readonly top: number | undefined;
  readonly page: number | undefined;
}

const examples = `Examples:
  snapdiff objects friday.heapsnapshot --class Connection
      the connections, by what they retain
  snapdiff objects 0.heapsnapshot 1.heapsnapshot 2.heapsnapshot --class Connection --sort age
      the longest-lived first: "Age" is the number of earlier snapshots that already have it
  snapdiff objects friday.heapsnapshot --class '(string)' --top 50 --page 2
      strings 51 to 100

What keeps one of them alive: snapdiff retainers friday.heapsnapshot --id and the number after @.`;

export const objectsCommand: CommandModule<object, ObjectsArguments> = {
  command: 'objects <files..>',
  describe: 'List the objects of a constructor, and how long each has lived',
  builder: (yargs: Argv): Argv<ObjectsArguments> =>
    addOutputOptions(
      yargs
        .positional('files', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Snapshots of one process, earliest first; lists the objects of the last',
          coerce: (files: readonly string[]) => files.map(unshield),
        })
        .option('class', {
          ...oneText,
          demandOption: true,
          group: listGroup,
          describe: 'Constructor, named as in the tables',
        })
        .option('sort', {
          choices: objectColumns,
          coerce: lastOf<ObjectColumn>,
          default: 'retainedSize' as const,
          requiresArg: true,
          group: listGroup,
          describe: 'Column to order by, biggest first',
        })
        .option('top', {
          ...oneCount,
          group: listGroup,
          describe: 'Objects to a page; 0 lists all [default: 20, in JSON alone all]',
        })
        .option('page', { ...oneCount, group: listGroup, describe: 'Page to list [default: 1]' }),
    )
      .option('source-maps', sourceMapOption)
      .epilogue(examples),
  handler: async ({ files, class: className, sort, page = 1, color, ...rest }) => {
    const outputs = chooseReports({ ...rest, color });
    // One list for all formats: pages of another size would be another page 2.
    const top = Math.max(...outputs.map(({ format }) => rowsIn(format, rest.top)));
    checkCount('top', top);
    if (!Number.isSafeInteger(page) || page < 1)
      throw new SnapdiffError('--page needs a whole number, 1 or more');
    checkFileNames(...files);
    keepInputs(outputs, files);
    const mapping = await readMapping(rest['source-maps']);
    const { listFileObjects } = await import('../../files/inspect-files.ts');
    const query = { className, sort, top, page };
    const inspected = await withProgressBar((onProgress) =>
      listFileObjects(files, query, { ...readingOptions(rest), onProgress, freeMemory, ...mapping }),
    );
    await writeReports(outputs, () => makeObjectsReport(inspected), color);
  },
};
