import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { checkFileNames, filePositional, unshield } from '../file-arguments.ts';
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
import { makeRetainersReport } from '../../report/retainers-report.ts';

export interface RetainersArguments extends OutputArguments, SourceMapArguments {
  readonly file: string;
  readonly class: string | undefined;
  readonly id: string | undefined;
  readonly 'new-since': string | undefined;
  readonly depth: number;
  readonly paths: number;
}

const examples = `Examples:
  snapdiff retainers friday.heapsnapshot --class Connection --new-since monday.heapsnapshot
      what holds the connections that came since
  snapdiff retainers friday.heapsnapshot --class '(string)' --paths 30
      where the strings hang, on the 30 paths that most of them are on
  snapdiff retainers friday.heapsnapshot --id 132397
      why this one is alive

Objects of one class that are held in the same way are one line: "×20" says how many there are,
"Objects" to how many of those asked for they lead, "Retained" what these hold.`;

export const retainersCommand: CommandModule<object, RetainersArguments> = {
  command: 'retainers <file>',
  describe: 'Show what holds the objects of a constructor, or one object',
  builder: (yargs: Argv): Argv<RetainersArguments> =>
    addOutputOptions(
      yargs
        .positional('file', filePositional('.heapsnapshot, also .gz, .br, .zst; - for standard input'))
        .option('class', {
          type: 'string',
          coerce: unshield,
          requiresArg: true,
          describe: 'Constructor, named as in the tables: the paths to all its objects, put together',
        })
        .option('id', {
          type: 'string',
          requiresArg: true,
          describe: 'One object, by the number after the @: its shortest path and all its retainers',
        })
        .option('new-since', {
          type: 'string',
          coerce: unshield,
          requiresArg: true,
          describe: 'With --class: only the objects that are not in this earlier snapshot',
        })
        .option('depth', {
          type: 'number',
          default: 50,
          requiresArg: true,
          describe: 'Steps of a path to show; 0 shows all',
        })
        .option('paths', {
          type: 'number',
          default: 10,
          requiresArg: true,
          describe: 'Paths to show, those with most objects; with --id retainers; 0 shows all',
        })
        .option('source-maps', sourceMapOption),
    ).epilogue(examples),
  handler: async ({ file, class: className, id, depth, paths, color, parser, ...rest }) => {
    const { format } = chooseFormat({ ...rest, color, parser });
    const newSince = rest['new-since'];
    checkCount('depth', depth);
    checkCount('paths', paths);
    checkFileNames(file, ...(newSince === undefined ? [] : [newSince]));
    const query = { ...chooseObjects(className, id, newSince), depth, paths };
    const mapping = await readMapping(rest['source-maps']);
    const { findFileRetainers } = await import('../../files/inspect-files.ts');
    const inspected = await withProgressBar((onProgress) =>
      findFileRetainers(file, query, { ...(parser ? { parser } : {}), onProgress, freeMemory, ...mapping }),
    );
    await printReport(makeRetainersReport(inspected), format, color);
  },
};

function chooseObjects(
  className: string | undefined,
  id: string | undefined,
  newSince: string | undefined,
): { className?: string; id?: number; newSince?: string } {
  if ((className === undefined) === (id === undefined)) {
    throw new SnapdiffError(
      className === undefined ? '--class or --id is missing' : '--class and --id exclude each other',
      { hint: '--class Connection shows what holds all its objects, --id 132397 what holds one.' },
    );
  }
  if (className !== undefined) return { className, ...(newSince === undefined ? {} : { newSince }) };
  if (newSince !== undefined) {
    throw new SnapdiffError('--new-since goes with --class, not with --id');
  }
  const number = /^@?(\d{1,10})$/.exec(id ?? '')?.[1];
  if (number === undefined) {
    throw new SnapdiffError(`--id ${id} is no object's id`, {
      hint: 'It is the number after the @; "snapdiff objects" lists them.',
    });
  }
  return { id: Number(number) };
}
