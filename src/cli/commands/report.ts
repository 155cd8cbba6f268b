import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { limitRows } from '../../report/saved-report.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { oneCount } from '../option-texts.ts';
import { choosePages, preparePage } from '../page-output.ts';
import type { PageArguments } from '../page-output.ts';
import { keepInputs } from '../report-outputs.ts';
import {
  addPageOptions,
  checkCount,
  colorOption,
  fileGroup,
  formatOption,
  jsonOption,
  rowsIn,
  writeDrawnReports,
} from './report-options.ts';
import { reportFormats } from '../../report/report.ts';

export interface ReportCommandArguments extends PageArguments {
  readonly file: string;
  readonly format: readonly string[] | undefined;
  readonly json: boolean | undefined;
  readonly color: boolean | undefined;
  readonly top: number | undefined;
}

const examples = `Examples:
  snapdiff report saved.json --html report.html
      a page of what was saved with --json: of a comparison, a summary or a check
  snapdiff report saved.json --format markdown
      for an issue
  snapdiff --json monday.heapsnapshot friday.heapsnapshot | snapdiff report - --html report.html
      without a file between

--details puts the map of the heap and the objects into the JSON; a page of JSON without them does without, too.`;

export const reportCommand: CommandModule<object, ReportCommandArguments> = {
  command: 'report <file>',
  describe: 'Write a saved --json as a page, a table or Markdown',
  builder: (yargs: Argv): Argv<ReportCommandArguments> =>
    addPageOptions(
      yargs
        .positional('file', filePositional('JSON of a comparison, a summary or a check; - is standard input'))
        .option('format', formatOption(reportFormats))
        .option('json', jsonOption)
        .option('color', colorOption)
        .option('top', {
          ...oneCount,
          group: fileGroup,
          describe: 'Constructors to list; 0 lists all [default: 20, in JSON all]',
        }),
    ).epilogue(examples),
  handler: async ({ file, top, color, ...rest }) => {
    const outputs = choosePages({ ...rest, color });
    if (top !== undefined) checkCount('top', top);
    checkFileNames(file);
    keepInputs(outputs, [file]);
    const page = await preparePage(outputs, rest['include-strings']);
    const { readSavedReport } = await import('../saved-report.ts');
    const report = await readSavedReport(file);
    try {
      await writeDrawnReports(outputs, (format) => limitRows(report, rowsIn(format, top)), page, color);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
      // What a schema cannot say of numbers and lists that belong together.
      throw new SnapdiffError(`${file}: is no report that snapdiff wrote`, { cause: error });
    }
  },
};
