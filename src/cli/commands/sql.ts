import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { findQuery, namedQueries, type NamedQuery } from '../../sql/named-queries.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withInterrupts } from '../interrupts.ts';
import { oneCount, oneText } from '../option-texts.ts';
import { safeLines, writeError, writeOut } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { queryFormats, queryText } from '../query-text.ts';
import { chooseOutputs, keepInputs } from '../report-outputs.ts';
import { writeWhole } from '../write-file.ts';
import {
  checkCount,
  foldOption,
  formatOption,
  jobsOption,
  jsonOption,
  listGroup,
  readingOptions,
  readMapping,
  sourceMapOption,
  type JobsArguments,
  type OutputArguments,
  type SourceMapArguments,
} from './report-options.ts';

export interface SqlArguments
  extends SourceMapArguments, JobsArguments, Pick<OutputArguments, 'fold-addresses' | 'format' | 'json'> {
  readonly files: readonly string[];
  readonly query: string | undefined;
  readonly class: string | undefined;
  readonly top: number | undefined;
  readonly 'include-strings': boolean | undefined;
}

const examples = `Queries:
${namedQueries.map(({ name, describe }) => `  --query ${name.padEnd(12)}${describe}`).join('\n')}

Examples:
  snapdiff sql friday.heapsnapshot "select kind, sum(self_size) from objects group by kind"
      any question, in the SQL of DuckDB
  snapdiff sql friday.heapsnapshot --query holders --class Connection
      one that has a name
  snapdiff sql tables --query leaks --format csv=leaks.csv
      of a folder that snapdiff export wrote

docs/export.md lists the tables. DuckDB is installed by: npm install @duckdb/node-api`;

/** Rows of a table, unless `--top` says otherwise. */
const defaultRows = 20;

export const sqlCommand: CommandModule<object, SqlArguments> = {
  command: 'sql <files..>',
  describe: 'Ask snapshots, or tables of them, in SQL',
  builder: (yargs: Argv): Argv<SqlArguments> =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Snapshots of one process, or a folder of tables; then the query, without --query',
        coerce: (files: string[]) => files.map(unshield),
      })
      .option('query', { ...oneText, group: listGroup, describe: 'A question by its name, see below' })
      .option('class', { ...oneText, group: listGroup, describe: 'Of which constructor' })
      .option('top', {
        ...oneCount,
        group: listGroup,
        describe: 'Rows to list; 0 lists all [default: 20, in JSON and CSV all]',
      })
      .option('format', formatOption(queryFormats))
      .option('json', jsonOption)
      .option('include-strings', {
        type: 'boolean',
        group: 'Input and output:',
        describe: 'Fill objects.text, the text of strings',
      })
      .option('fold-addresses', foldOption)
      .option('source-maps', sourceMapOption)
      .option('jobs', jobsOption)
      .epilogue(examples),
  handler: async ({ files: given, query, class: className, top, format = [], json, ...rest }) => {
    const outputs = chooseOutputs(format, json, queryFormats, 'table');
    checkCount('top', top ?? 0);
    const { files, named, sql } = chooseQuery(given, query);
    const values = classOf(named, className);
    checkFileNames(...files);
    keepInputs(outputs, files);
    const reading = {
      ...readingOptions({ ...rest, parser: undefined }),
      ...(await readMapping(rest['source-maps'])),
      // In a folder of its own, which is removed.
      includeStrings: rest['include-strings'] === true || named?.ofTexts === true,
    };
    const tops = outputs.map((output) => top ?? (output.format === 'table' ? defaultRows : 0));
    const maxRows = tops.includes(0) ? Infinity : Math.max(...tops);
    const { queryFiles } = await import('../../sql/query-files.ts');
    await withInterrupts(async (signal) => {
      const result = await withProgressBar((onProgress) =>
        queryFiles(files, sql, { ...reading, values, maxRows, signal, onProgress, freeMemory }),
      );
      await writeError(safeLines(result.warnings.map((warning) => `snapdiff: ${warning}`)));
      for (const [index, { format: one, path }] of outputs.entries()) {
        const text = queryText(result, one, tops[index] ?? 0);
        if (path === undefined) await writeOut(text);
        else writeWhole(path, text, reading.includeStrings);
      }
    }, 'nothing was left');
  },
};

/** The query by its name, or the last argument. @throws SnapdiffError where it is missing */
function chooseQuery(
  given: readonly string[],
  name: string | undefined,
): { readonly files: readonly string[]; readonly named: NamedQuery | undefined; readonly sql: string } {
  if (name === undefined) {
    const sql = given.at(-1) ?? '';
    if (given.length < 2 || !/\s/.test(sql.trim())) {
      throw new SnapdiffError('the query is missing', {
        hint: 'Write it last, in quotes, as "select * from classes"; or name one by --query.',
      });
    }
    return { files: given.slice(0, -1), named: undefined, sql };
  }
  const named = findQuery(name);
  return { files: given, named, sql: named.sql };
}

/** @throws SnapdiffError where the query asks of a class that is not named, or the other way round */
function classOf(named: NamedQuery | undefined, className: string | undefined): Record<string, string> {
  if (named?.ofClass === true) {
    if (className !== undefined) return { class: className };
    throw new SnapdiffError(`--query ${named.name} asks of one constructor`, {
      hint: 'Name it: --class Connection',
    });
  }
  if (className === undefined) return {};
  throw new SnapdiffError('--class has no effect without --query holders', {
    hint: "In SQL: where class = 'Connection'",
  });
}
