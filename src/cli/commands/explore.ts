import { once } from 'node:events';
import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { withInterrupts } from '../interrupts.ts';
import { oneCount } from '../option-texts.ts';
import { writeError, writeLines } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { jobsOption, readingOptions, readMapping, sourceMapOption } from './report-options.ts';
import type { JobsArguments, SourceMapArguments } from './report-options.ts';

export interface ExploreArguments extends SourceMapArguments, JobsArguments {
  readonly files: readonly string[];
  readonly open: boolean;
  readonly port: number | undefined;
}

const pageGroup = 'The page:';

const examples = `Examples:
  snapdiff explore friday.heapsnapshot
      everything in one heap: who holds what, every object with its fields, every string
  snapdiff explore monday.heapsnapshot thursday.heapsnapshot friday.heapsnapshot
      the comparison as well, of any two of them
  snapdiff explore friday.heapsnapshot --no-open --port 8123
      on another machine; "ssh -L 8123:127.0.0.1:8123" brings it to the browser of this one

Only this machine can reach the page, and only the browser that opens the address first. Nothing \
leaves the machine, and nothing is written. Ctrl-C ends it. More: docs/explore.md`;

export const exploreCommand: CommandModule<object, ExploreArguments> = {
  command: 'explore <files..>',
  describe: 'Look around in snapshots, in a browser',
  builder: (yargs: Argv): Argv<ExploreArguments> =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        coerce: (names: readonly string[]) => names.map(unshield),
        describe: 'A .heapsnapshot, also .gz, .br or .zst; more of the same process, to compare',
      })
      .option('open', {
        type: 'boolean',
        default: true,
        group: pageGroup,
        describe: 'Open it in the browser; --no-open prints its address only',
      })
      .option('port', { ...oneCount, group: pageGroup, describe: 'Its port [default: any that is free]' })
      .option('source-maps', sourceMapOption)
      .option('jobs', jobsOption)
      .epilogue(examples),
  handler: async ({ files: paths, open, port, 'source-maps': sourceMaps, jobs }) => {
    checkPort(port);
    const reading = readingOptions({ parser: undefined, 'fold-addresses': undefined, jobs });
    checkFileNames(...paths);
    const { checkReadableAgain } = await import('../../files/check-readable-again.ts');
    await checkReadableAgain(paths, reading);
    await readMapping(sourceMaps);
    const { readExplorerPage } = await import('../../files/page-template.ts');
    const page = await readExplorerPage();
    const [{ FileExplorer }, { OpenHeaps }, { startExplorerServer }, { openBrowser }] = await Promise.all([
      import('../file-explorer.ts'),
      import('../../files/open-heaps.ts'),
      import('../../server/explorer-server.ts'),
      import('../open-browser.ts'),
    ]);
    await withInterrupts(async (signal) => {
      const explorer = await FileExplorer.begin(paths, {
        ...(sourceMaps !== undefined && { sourceMaps }),
        ...(jobs !== undefined && { jobs }),
        openHeaps: (oldestFirst, onChange) => {
          const heaps = new OpenHeaps(oldestFirst, {
            ...(sourceMaps !== undefined && { sourceMaps }),
            onChange,
          });
          heaps.open();
          return heaps;
        },
      });
      const interrupted = once(signal, 'abort').then(() => signal.throwIfAborted());
      // Awaited below, unless something else goes wrong before.
      interrupted.catch(() => {});
      try {
        const server = await startExplorerServer({ explorer, page, ...(port !== undefined && { port }) });
        try {
          await writeLines([server.url]);
          await writeError(
            'snapdiff: the address works once, in the browser that opens it. Ctrl-C ends it.\n',
          );
          if (open) openBrowser(server.url);
          const ready = withProgressBar((onProgress) => {
            explorer.onChange(({ report }) => {
              if (report.state === 'working') onProgress(report.phase, report.done, report.total);
            });
            return explorer.ready;
          });
          await Promise.race([ready, interrupted]);
          await writeLines([await ready]);
          await interrupted;
        } finally {
          await server.close();
        }
      } finally {
        await explorer.close();
      }
    }, 'the page has ended, and nothing was written');
  },
};

/** @throws SnapdiffError */
function checkPort(port: number | undefined): void {
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port < 65_536)) return;
  throw new SnapdiffError('--port needs a number of at most 65535', {
    hint: 'Without it a free one is taken.',
  });
}
