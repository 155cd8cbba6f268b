import { formatBytesDelta, formatCount } from '../base/units.ts';
import { contextTexts } from '../report/context-text.ts';
import { leaveOutStrings } from '../report/leave-out-strings.ts';
import type { ComparisonReport } from '../report/report.ts';
import { growthText, verdictLabel } from '../report/suspect-text.ts';
import type { Answer } from './answer.ts';
import { ours, quoted, quotedPath, quotedSentence } from './heap-text.ts';
import { optional, texts, whole } from './input.ts';
import { rounded, suspectRow } from './rows.ts';
import { readsOnly, tool, type Tool } from './tool.ts';

export const snapshotsField: ReturnType<typeof texts> = texts(
  'Paths of two snapshots or more of one process, the earliest first (.heapsnapshot, also .gz, .br, .zst)',
  2,
  50,
);

const input = {
  snapshots: snapshotsField,
  classes_from: optional(whole('Classes to leave out before the first one listed; 0 unless told', 0, 1e6)),
};

const maxSuspects = 6;
const maxClasses = 12;

/** The first question of a hunt. */
export const compareSnapshots: Tool = tool({
  name: 'compare_snapshots',
  title: 'Compare heap snapshots: does it leak, and what?',
  description:
    'Says whether a Node.js or Chrome program leaks: a verdict with confidence and reason, then the suspects (which class ' +
    'gathers, who holds it), then the classes that grew most. Two snapshots show where to look; three or more of one process, ' +
    'taken after equal work, decide. Then call show_suspect. Read only; large files take seconds the first time.',
  input,
  effects: readsOnly,
  usesFiles: true,
  async answer({ snapshots, classes_from: from = 0 }, desk) {
    return comparisonAnswer(leaveOutStrings(await desk.compare(snapshots)), from);
  },
});

export function comparisonAnswer(report: ComparisonReport, from: number): Answer {
  const { verdict, suspects, growth, classes, omittedClassCount, snapshots, matchedBy, warningsParts } =
    report;
  const split = growthText(growth);
  // Of the others as much went as came.
  const changed = classes.filter(
    ({ countDelta, sizeDelta, retainedSizeDelta }) =>
      countDelta !== 0 || sizeDelta !== 0 || retainedSizeDelta !== 0,
  );
  return {
    headline: `${verdictLabel(verdict)}. ${formatCount(snapshots.length)} snapshots, ${formatBytesDelta(growth.bytes)}, ${countOf(suspects.length)}.`,
    data: {
      verdict: ours(verdict.result),
      confidence: rounded(verdict.confidence),
      reason: quotedSentence(verdict.reasonParts),
      ...(split !== undefined && { growth: ours(split) }),
      ...(matchedBy === 'className' && { matched_by: ours('class names: not one process') }),
      ...(report.context && { process: contextTexts(report.context).slice(0, 2).map(quotedSentence) }),
    },
    lists: {
      snapshots: {
        rows: snapshots.map(({ path, totalSize, nodeCount }) => ({
          path: quotedPath(path),
          bytes: totalSize,
          objects: nodeCount,
        })),
        rowCount: snapshots.length,
        keeps: 'ends',
        more: () => 'they are those that were given, in order of time',
      },
      ...(warningsParts.length > 0 && {
        warnings: {
          rows: warningsParts.map(quotedSentence),
          rowCount: warningsParts.length,
          more: () => '"snapdiff" in a terminal prints them',
        },
      }),
      suspects: {
        rows: suspects.slice(0, maxSuspects).map(suspectRow),
        rowCount: suspects.length,
        more: (next) => `show_suspect with rank ${next + 1}`,
      },
      classes: {
        rows: changed.slice(from, from + maxClasses).map((row) => ({
          class: quoted(row.className),
          count_delta: row.countDelta,
          bytes_delta: row.sizeDelta,
          retained_delta: row.retainedSizeDelta,
        })),
        from,
        rowCount: changed.length + omittedClassCount,
        more: (next) =>
          next < changed.length
            ? `compare_snapshots with classes_from ${next}`
            : 'smaller ones; "snapdiff --top 0" in a terminal lists them',
      },
    },
    next: nextOf(report),
  };
}

function countOf(suspects: number): string {
  return suspects === 0 ? 'no suspects' : `${formatCount(suspects)} suspect${suspects === 1 ? '' : 's'}`;
}

/** The next step of a hunt: docs/agents.md has all of them. */
function nextOf({ verdict, suspects, snapshots }: ComparisonReport): string {
  const look =
    'show_suspect with the same snapshots and rank 1: its path, its evidence, where to look in the code';
  if (verdict.result === 'leak') return look;
  if (verdict.result === 'no-leak') {
    return 'These snapshots show nothing to fix in the JavaScript heap; if the process still grows, triage_process may say which other memory does.';
  }
  const third =
    snapshots.length === 2
      ? 'Two snapshots cannot decide: let the program do the same work again and rest, capture a third, and compare all three.'
      : 'The reason says which further snapshot would decide.';
  return suspects.length === 0 ? third : `${third} Meanwhile ${look}.`;
}
