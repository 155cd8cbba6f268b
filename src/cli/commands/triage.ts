import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import { formatCount } from '../../base/units.ts';
import { unshield } from '../file-arguments.ts';
import { writeOut } from '../output.ts';
import { lastOf } from './report-options.ts';

export interface TriageArguments {
  readonly timeline: string;
  readonly pid: number | undefined;
  readonly json: boolean | undefined;
}

/** A cluster that PM2 restarts leaves dozens of runs in a file; the longest say most. */
const mostRuns = 8;

export const triageCommand: CommandModule<object, TriageArguments> = {
  command: 'triage <timeline>',
  describe: 'Say what kind of growth a timeline of memory shows, and whether a snapshot can show it',
  builder: (yargs: Argv): Argv<TriageArguments> =>
    yargs
      .positional('timeline', {
        type: 'string',
        demandOption: true,
        coerce: unshield,
        describe: '.csv, .jsonl or .ndjson, of SNAPDIFF_TIMELINE or "snapdiff watch --out"',
      })
      .option('pid', {
        type: 'number',
        coerce: lastOf<number>,
        requiresArg: true,
        describe: 'Only this process',
      })
      .option('json', { type: 'boolean', describe: 'For a program' }),
  handler: async ({ timeline, pid, json }) => {
    const { readTimeline } = await import('../../timeline/read-timeline.ts');
    const { triage } = await import('../../timeline/triage.ts');
    const { makeTriageReport } = await import('../../timeline/triage-report.ts');
    const { verdictLines } = await import('../../timeline/verdict-text.ts');
    const file = await readTimeline(timeline);
    const asked = pid === undefined ? file.runs : file.runs.filter((run) => run.pid === pid);
    if (asked.length === 0) throw new SnapdiffError(`${timeline}: there is no process ${String(pid)} in it`);
    const judged = asked.map((run) => ({ run, verdict: triage(run) }));
    if (json === true) {
      await writeOut(`${JSON.stringify(makeTriageReport(file, judged), null, 2)}\n`);
      return;
    }
    const shown = judged
      .toSorted((a, b) => b.run.samples.length - a.run.samples.length)
      .slice(0, mostRuns)
      .map(({ run, verdict }) => `${verdictLines(run, verdict).join('\n')}\n`);
    const notes: string[] = [];
    if (judged.length > mostRuns) {
      notes.push(
        `${formatCount(judged.length - mostRuns)} shorter runs are left out; --pid names one, --json has all\n`,
      );
    }
    if (file.unreadableLines > 0) {
      notes.push(`${formatCount(file.unreadableLines)} lines could not be read and were left out\n`);
    }
    await writeOut([...shown, ...notes].join('\n'));
  },
};
