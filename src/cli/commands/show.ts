import type { Argv, CommandModule } from 'yargs';
import { makeShownObjectReport } from '../../report/shown-object-report.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { readObjectId } from '../object-id.ts';
import { oneCount } from '../option-texts.ts';
import { withProgressBar } from '../progress-bar.ts';
import { keepInputs } from '../report-outputs.ts';
import {
  addOutputOptions,
  checkCount,
  chooseReports,
  defaultDepth,
  defaultPathCount,
  defaultPaths,
  listGroup,
  readingOptions,
  readMapping,
  rowsIn,
  sourceMapOption,
  writeReports,
} from './report-options.ts';
import type { OutputArguments, SourceMapArguments } from './report-options.ts';

export interface ShowArguments extends OutputArguments, SourceMapArguments {
  readonly file: string;
  readonly object: string;
  readonly top: number | undefined;
  readonly depth: number | undefined;
  readonly paths: number | undefined;
}

const examples = `Examples:
  snapdiff show friday.heapsnapshot @132397
      its path, what holds it, and its properties, elements, entries or variables
  snapdiff show friday.heapsnapshot 132397 --top 0
      with all its fields
  snapdiff show friday.heapsnapshot @132397 --json
      the same for a program

Ids are the numbers after @ in every table; "snapdiff objects" lists those of a constructor. The text of strings is shown.`;

export const showCommand: CommandModule<object, ShowArguments> = {
  command: 'show <file> <object>',
  describe: 'Show what is in one object, what holds it, and its sizes',
  builder: (yargs: Argv): Argv<ShowArguments> =>
    addOutputOptions(
      yargs
        .positional('file', filePositional('A .heapsnapshot, also .gz, .br or .zst; - is standard input'))
        .positional('object', {
          type: 'string',
          demandOption: true,
          describe: 'Its id, as 132397 or @132397',
        })
        .option('top', {
          ...oneCount,
          group: listGroup,
          describe: 'Fields to show; 0 shows all [default: 20, in JSON all]',
        })
        .option('depth', {
          ...oneCount,
          group: listGroup,
          describe: `Steps of its path; 0 shows all [default: ${defaultDepth}]`,
        })
        .option('paths', {
          ...oneCount,
          group: listGroup,
          describe: `Objects that hold it; 0 shows all [default: ${defaultPathCount}]`,
        }),
    )
      .option('source-maps', sourceMapOption)
      .epilogue(examples),
  handler: async ({ file, object, color, ...rest }) => {
    const outputs = chooseReports({ ...rest, color });
    const usual = defaultPaths(outputs);
    const { depth = usual.depth, paths = usual.paths } = rest;
    // One list for all formats, of which one may want all.
    const tops = outputs.map(({ format }) => rowsIn(format, rest.top));
    const top = tops.includes(0) ? 0 : Math.max(...tops);
    checkCount('top', top);
    checkCount('depth', depth);
    checkCount('paths', paths);
    checkFileNames(file);
    keepInputs(outputs, [file]);
    const id = readObjectId(object, object);
    const mapping = await readMapping(rest['source-maps']);
    const { showFileObject } = await import('../../files/show-file.ts');
    const shown = await withProgressBar((onProgress) =>
      showFileObject(
        file,
        id,
        { top, depth, paths },
        { ...readingOptions(rest), onProgress, freeMemory, ...mapping },
      ),
    );
    await writeReports(outputs, () => makeShownObjectReport(shown), color);
  },
};
