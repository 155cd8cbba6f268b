import type { Argv, CommandModule } from 'yargs';
import { formatBytes, formatCount } from '../../base/units.ts';
import { checkFileNames, filePositional } from '../file-arguments.ts';
import { withInterrupts } from '../interrupts.ts';
import { writeLines } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';

export interface RedactArguments {
  readonly file: string;
  readonly copy: string;
  readonly names: boolean | undefined;
}

const examples = `Examples:
  snapdiff redact friday.heapsnapshot sent.heapsnapshot
      a copy to send: the same sizes, ids and references, without the text of any string
  snapdiff redact friday.heapsnapshot sent.heapsnapshot.gz
      the same, compressed
  snapdiff redact friday.heapsnapshot sent.heapsnapshot --names
      also with other names of constructors, properties, variables, functions and files

Every table of the copy has the same numbers. An object that is used as a dictionary has its keys as
names of properties: they stay, unless --names is given.`;

export const redactCommand: CommandModule<object, RedactArguments> = {
  command: 'redact <file> <copy>',
  describe: 'Write a copy of a snapshot without the text of its strings',
  builder: (yargs: Argv): Argv<RedactArguments> =>
    yargs
      .positional('file', filePositional('A .heapsnapshot, also .gz, .br or .zst'))
      .positional('copy', filePositional('File to write; compressed if its name ends in .gz'))
      .option('names', {
        type: 'boolean',
        group: 'What to replace:',
        describe: "The program's names, too",
      })
      .epilogue(examples),
  handler: async ({ file, copy, names = false }) => {
    checkFileNames(file, copy);
    const { redactFile } = await import('../../files/redact-file.ts');
    await withInterrupts(async (signal) => {
      const { stringCount, maskedCount, renamedCount, plainBytes } = await withProgressBar((onProgress) =>
        redactFile(file, copy, { names, onProgress, signal }),
      );
      const others = names ? `, ${formatCount(renamedCount)} names replaced` : '';
      await writeLines([
        `${copy}: ${formatBytes(plainBytes)}, the text of ${formatCount(maskedCount)} of ${formatCount(stringCount)} strings masked${others}.`,
      ]);
    }, 'no copy was written');
  },
};
