import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import type { TriageReport } from '../../timeline/triage-report.ts';
import { jsonText } from '../../report/json.ts';
import { formatCount } from '../../base/units.ts';
import { unshield } from '../file-arguments.ts';
import { lastOf } from '../option-texts.ts';
import { safeLines, writeOut } from '../output.ts';
import { usualForm, type UsualForm } from '../reading-agent.ts';
import { chooseOutputs, keepInputs } from '../report-outputs.ts';
import { writeWhole } from '../write-file.ts';
import { formatOption, jsonOption } from './report-options.ts';

export interface TriageArguments {
  readonly timeline: string;
  readonly pid: number | undefined;
  readonly format: readonly string[] | undefined;
  readonly json: boolean | undefined;
}

const formats = ['table', 'brief', 'json'] as const;

/** A cluster that PM2 restarts leaves dozens of runs in a file; the longest say most. */
const maxRuns = { table: 8, brief: 3 };

const examples = `Examples:
  SNAPDIFF_TIMELINE=memory.csv node -r heap-snapdiff/register server.js
      writes the timeline; from outside a process "snapdiff watch --timeline" does
  snapdiff triage memory.csv
      what kind of growth it shows, and what to do next
  snapdiff triage memory.csv --pid 4242 --json
      of one process, for a program

The columns of the file and the rules of the verdict are in docs/timeline.md.`;

export const triageCommand: CommandModule<object, TriageArguments> = {
  command: 'triage <timeline>',
  describe: 'Say what kind of growth a timeline of memory shows',
  builder: (yargs: Argv): Argv<TriageArguments> =>
    yargs
      .positional('timeline', {
        type: 'string',
        demandOption: true,
        coerce: unshield,
        describe: 'File of SNAPDIFF_TIMELINE or "snapdiff watch --timeline"',
      })
      .option('pid', {
        type: 'number',
        coerce: lastOf<number>,
        requiresArg: true,
        describe: 'Only this process',
        group: 'What to judge:',
      })
      .option('format', formatOption(formats))
      .option('json', jsonOption)
      .epilogue(examples),
  handler: async ({ timeline, pid, format: given = [], json }) => {
    const outputs = chooseOutputs(given, json, formats, usualForm());
    keepInputs(outputs, [timeline]);
    const { readTimeline } = await import('../../timeline/read-timeline.ts');
    const { triage } = await import('../../timeline/triage.ts');
    const { makeTriageReport } = await import('../../timeline/triage-report.ts');
    const { verdictLines } = await import('../../timeline/verdict-text.ts');
    const { verdictBrief } = await import('../../timeline/verdict-brief.ts');
    const file = await readTimeline(timeline);
    const asked = pid === undefined ? file.runs : file.runs.filter((run) => run.pid === pid);
    if (asked.length === 0) throw new SnapdiffError(`${timeline}: no process ${String(pid)} in it`);
    const judged = asked.map((run) => ({ run, verdict: triage(run) }));
    const longest = judged.toSorted((a, b) => b.run.samples.length - a.run.samples.length);
    const report = makeTriageReport(file, judged);
    const textIn = (form: UsualForm): string => {
      const linesOf = form === 'brief' ? verdictBrief : verdictLines;
      const blocks = longest.slice(0, maxRuns[form]).map(({ run, verdict }) => linesOf(run, verdict));
      blocks.push(...notes(report, maxRuns[form]).map((note) => [note]));
      return safeLines(blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])));
    };
    for (const { format, path } of outputs) {
      const text = format === 'json' ? jsonText(report) : textIn(format);
      if (path === undefined) await writeOut(text);
      else writeWhole(path, text);
    }
  },
};

/** What the verdicts do not show. */
function notes({ runs, unreadableLines }: TriageReport, shown: number): string[] {
  const omitted = runs.length - shown;
  return [
    ...(omitted > 0
      ? [`${formatCount(omitted)} shorter runs are not shown; --pid selects one, --json has all`]
      : []),
    ...(unreadableLines > 0 ? [`${formatCount(unreadableLines)} unreadable lines were skipped`] : []),
  ];
}
