import { open } from 'node:fs/promises';
import type { Argv, CommandModule } from 'yargs';
import { formatBaseline, looksLikeBaseline } from '../../check/baseline.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { ParserName } from '../../files/read-file.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { writeError, writeOut } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { writeWhole } from '../write-file.ts';
import { lastOf } from './report-options.ts';

export interface BaselineArguments {
  readonly files: readonly string[];
  readonly out: string;
  readonly parser: ParserName | undefined;
}

const examples = `Examples:
  snapdiff baseline build.heapsnapshot -o leak-baseline.json
      to commit, and to hold later builds against: snapdiff check leak-baseline.json later.heapsnapshot
  snapdiff baseline run-1.heapsnapshot run-2.heapsnapshot run-3.heapsnapshot -o leak-baseline.json
      of each amount the highest, so that what differs from run to run fails no build`;

export const baselineCommand: CommandModule<object, BaselineArguments> = {
  command: 'baseline <files..>',
  describe: 'Write the small file that a repository keeps, for "snapdiff check" to compare with',
  builder: (yargs: Argv): Argv<BaselineArguments> =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        coerce: (names: readonly string[]) => names.map(unshield),
        describe: 'Snapshots that are good; of several, of each constructor the highest',
      })
      .option('out', {
        alias: 'o',
        type: 'string',
        default: '-',
        coerce: (path: string | string[]) => unshield(lastOf(path)),
        requiresArg: true,
        describe: 'File to write, over an earlier baseline; - for standard output',
      })
      .option('parser', {
        choices: ['snapdiff', 'heapsnapshot-parser'] as const,
        coerce: lastOf<ParserName>,
        requiresArg: true,
        describe: 'What reads the files [default: snapdiff]',
      })
      .epilogue(examples),
  handler: async ({ files, out, parser }) => {
    checkFileNames(...files);
    await checkOut(out);
    const { makeBaselineFile } = await import('../../files/baseline-files.ts');
    const baseline = await withProgressBar((onProgress) =>
      makeBaselineFile(files, { ...(parser && { parser }), onProgress, freeMemory }),
    );
    const text = formatBaseline(baseline);
    if (out === '-') {
      await writeOut(text);
      return;
    }
    await writeWhole(out, text);
    const { classes, rest } = baseline;
    const left = rest.classCount === 0 ? '' : ` (${formatCount(rest.classCount)} small ones left out)`;
    await writeError(
      `${out}: ${formatCount(classes.length)} constructors${left}, ${formatBytes(Buffer.byteLength(text))}\n`,
    );
  },
};

/** Nothing but an earlier baseline is written over: a snapshot named by mistake would be gone. */
async function checkOut(path: string): Promise<void> {
  if (path === '') {
    throw new SnapdiffError('the name of the file to write is empty', {
      hint: 'Is a variable of the shell not set?',
    });
  }
  if (path === '-') return;
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return;
  try {
    const head = Buffer.alloc(512);
    const stats = await file.stat();
    const { bytesRead } = stats.isFile() ? await file.read(head, 0, head.length, 0) : { bytesRead: 0 };
    const isFree =
      stats.isFile() && (stats.size === 0 || looksLikeBaseline(head.toString('latin1', 0, bytesRead)));
    if (isFree) return;
    throw new SnapdiffError(`${path}: is there already, and is no baseline file`, {
      hint: 'Choose another name, or remove it first.',
    });
  } finally {
    await file.close();
  }
}
