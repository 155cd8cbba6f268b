import { SnapdiffError } from '../base/errors.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import { suspectAllocation } from '../report/allocation-text.ts';
import { leaveOutStrings } from '../report/leave-out-strings.ts';
import type { ComparisonReport } from '../report/report.ts';
import { heldText } from '../report/suspect-text.ts';
import type { Answer, List } from './answer.ts';
import { snapshotsField } from './compare-snapshots.ts';
import { ours, quoted, quotedSentence } from './heap-text.ts';
import { flag, optional, whole } from './input.ts';
import { pathRows, rounded, suspectRow } from './rows.ts';
import { readsOnly, tool, type Tool } from './tool.ts';

const input = {
  snapshots: snapshotsField,
  rank: optional(whole('Which suspect of compare_snapshots; 1 unless told', 1, 100)),
  include_strings: flag('Also keys of Maps, which are data of the program; false unless told'),
};

export const showSuspect: Tool = tool({
  name: 'show_suspect',
  title: 'Show one suspect of a comparison',
  description:
    'All that is known of one suspect: the path of references from a root to its objects (the variable or property that ' +
    'should have let go is on it), the evidence in numbers, where its constructor stands, what kind of leak it is and the ' +
    'usual remedy, ids for show_object. Answered at once after compare_snapshots of the same files.',
  input,
  effects: readsOnly,
  usesFiles: true,
  async answer({ snapshots, rank = 1, include_strings: withStrings = false }, desk) {
    const report = await desk.compare(snapshots);
    return suspectAnswer(withStrings ? report : leaveOutStrings(report), rank);
  },
});

export function suspectAnswer(report: ComparisonReport, rank: number): Answer {
  const { suspects } = report;
  const suspect = suspects.find((each) => each.rank === rank);
  if (!suspect) {
    throw new SnapdiffError(
      suspects.length === 0 ? 'these snapshots have no suspect' : `there is no suspect of rank ${rank}`,
      {
        hint:
          suspects.length === 0
            ? 'The reason of the verdict of compare_snapshots says why.'
            : `Ranks go from 1 to ${suspects.length}.`,
      },
    );
  }
  const { counts, retainedSizes, survival, path, evidenceParts, rule, sampleIds, retainedGrowth } = suspect;
  const allocated = suspectAllocation(suspect);
  const steps = pathRows(path);
  return {
    headline: `Suspect ${rank} of ${formatCount(suspects.length)}: ${heldText(suspect)}, ${formatBytes(retainedGrowth)} gathered.`,
    data: {
      suspect: suspectRow(suspect),
      survival: rounded(survival),
      ...(rule && { kind: ours(`${rule.id}: ${rule.words}`), remedy: ours(rule.remedy) }),
      ...(allocated && { allocated: quotedSentence(allocated) }),
      fingerprint_of: quoted(suspect.fingerprintOf, 300),
      object_ids: [...sampleIds],
    },
    lists: {
      counts: inEach(counts),
      retained_bytes: inEach(retainedSizes),
      evidence: {
        rows: evidenceParts.map(quotedSentence),
        rowCount: evidenceParts.length,
        more: () => 'the last sentences; "snapdiff" in a terminal prints them',
      },
      path: {
        rows: steps,
        rowCount: steps.length,
        keeps: 'ends',
        more: () => 'show_owners with the id of the last step',
      },
    },
    next: 'Find the variable or property of the path in the code, and what should remove entries from it. show_object with the newest snapshot and an id of object_ids shows what is in one of them; show_owners with the class, who else holds it. After a fix capture and compare again, or run_scenario_check.',
  };
}

/** Of each snapshot an amount. */
function inEach(amounts: readonly number[]): List {
  return {
    rows: amounts,
    rowCount: amounts.length,
    keeps: 'ends',
    more: () => 'amounts of snapshots between',
  };
}
