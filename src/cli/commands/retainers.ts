import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { readObjectId } from '../object-id.ts';
import { oneCount, oneText } from '../option-texts.ts';
import { withProgressBar } from '../progress-bar.ts';
import { keepInputs } from '../report-outputs.ts';
import {
  addOutputOptions,
  checkCount,
  chooseReports,
  defaultDepth,
  defaultPathCount,
  defaultPaths,
  readingOptions,
  readMapping,
  sourceMapOption,
  writeReports,
} from './report-options.ts';
import type { OutputArguments, SourceMapArguments } from './report-options.ts';
import { makeRetainersReport } from '../../report/retainers-report.ts';

export interface RetainersArguments extends OutputArguments, SourceMapArguments {
  readonly file: string;
  readonly class: string | undefined;
  readonly id: string | undefined;
  readonly 'new-since': string | undefined;
  readonly depth: number | undefined;
  readonly paths: number | undefined;
}

const objectGroup = 'Which objects:';
const pathGroup = 'How much to show:';

const examples = `Examples:
  snapdiff retainers friday.heapsnapshot --class Connection --new-since monday.heapsnapshot
      what holds the connections that came since
  snapdiff retainers friday.heapsnapshot --class '(string)' --paths 30
      where the strings are held: the 30 paths with most of them
  snapdiff retainers friday.heapsnapshot --id 132397
      why this one is alive

Objects of one class that are held in the same way share a line: "×20" is how many there are,
"Objects" how many of the requested ones they lead to, "Retained" what those retain.`;

export const retainersCommand: CommandModule<object, RetainersArguments> = {
  command: 'retainers <file>',
  describe: 'Show what keeps objects of a constructor, or one object, alive',
  builder: (yargs: Argv): Argv<RetainersArguments> =>
    addOutputOptions(
      yargs
        .positional('file', filePositional('A .heapsnapshot, also .gz, .br or .zst; - is standard input'))
        .option('class', {
          ...oneText,
          group: objectGroup,
          describe: 'Constructor, named as in the tables: the paths to all its objects, merged',
        })
        .option('id', {
          ...oneText,
          group: objectGroup,
          describe: 'One object, by the number after its @: its path and all its retainers',
        })
        .option('new-since', {
          ...oneText,
          group: objectGroup,
          describe: 'With --class: only the objects that are not in this earlier snapshot',
        })
        .option('depth', {
          ...oneCount,
          group: pathGroup,
          describe: `Steps of a path to show; 0 shows all [default: ${defaultDepth}]`,
        })
        .option('paths', {
          ...oneCount,
          group: pathGroup,
          describe: `Paths, or retainers with --id, to show; 0 shows all [default: ${defaultPathCount}]`,
        }),
    )
      .option('source-maps', sourceMapOption)
      .epilogue(examples),
  handler: async ({ file, class: className, id, color, ...rest }) => {
    const outputs = chooseReports({ ...rest, color });
    const usual = defaultPaths(outputs);
    const { depth = usual.depth, paths = usual.paths } = rest;
    const newSince = rest['new-since'];
    checkCount('depth', depth);
    checkCount('paths', paths);
    checkFileNames(file, ...(newSince === undefined ? [] : [newSince]));
    keepInputs(outputs, [file, newSince]);
    const query = { ...chooseObjects(className, id, newSince), depth, paths };
    const mapping = await readMapping(rest['source-maps']);
    const { findFileRetainers } = await import('../../files/inspect-files.ts');
    const inspected = await withProgressBar((onProgress) =>
      findFileRetainers(file, query, { ...readingOptions(rest), onProgress, freeMemory, ...mapping }),
    );
    await writeReports(outputs, () => makeRetainersReport(inspected), color);
  },
};

function chooseObjects(
  className: string | undefined,
  id: string | undefined,
  newSince: string | undefined,
): { className?: string; id?: number; newSince?: string } {
  if ((className === undefined) === (id === undefined)) {
    throw new SnapdiffError(
      className === undefined ? '--class or --id is missing' : '--class and --id cannot be used together',
      { hint: '--class Connection shows what holds all its objects, --id 132397 what holds one.' },
    );
  }
  if (className !== undefined) return { className, ...(newSince === undefined ? {} : { newSince }) };
  if (newSince !== undefined) {
    throw new SnapdiffError('--new-since needs --class; it cannot be used with --id');
  }
  return { id: readObjectId(id ?? '', `--id ${id}`) };
}
