import { sum } from '../base/units.ts';
import type { Suspect } from '../compare/suspects.ts';
import { placeText } from './classes-table.ts';
import { columnOf, type Table } from './table.ts';

export interface SuspectRow {
  readonly suspect: Suspect;
  /** Name of the first snapshot of the comparison. */
  readonly baseline: string;
  readonly snapshotCount: number;
  /** From the first snapshot to the last; null without sidecars. */
  readonly seconds: number | null;
}

export const suspectsTable: Table<readonly SuspectRow[]> = {
  name: 'suspects',
  description:
    'What is likely to leak, of a comparison of two snapshots or more; in the partition of the newest. One row a suspect; none of a snapshot that was exported alone.',
  rowCount: (rows) => rows.length,
  columns: [
    columnOf(
      { name: 'suspect_rank', type: 'int32', description: '1 for the first of the comparison' },
      ({ suspect }) => suspect.rank,
    ),
    columnOf(
      {
        name: 'fingerprint',
        type: 'string',
        description: 'the same for the same leak in every process, host and version (docs/suspects.md)',
      },
      ({ suspect }) => suspect.fingerprint,
    ),
    columnOf(
      { name: 'fingerprint_of', type: 'string', description: 'the text that the fingerprint is made of' },
      ({ suspect }) => suspect.fingerprintOf,
    ),
    columnOf(
      { name: 'class', type: 'string', description: 'constructor of what gathers' },
      ({ suspect }) => suspect.className,
    ),
    columnOf({ name: 'kind', type: 'string', description: "V8's type of it" }, ({ suspect }) => suspect.kind),
    columnOf(
      {
        name: 'form',
        type: 'string',
        description: 'how it gathers: `in place` of what grows or is replaced by bigger ones',
      },
      ({ suspect }) => suspect.form,
    ),
    columnOf(
      { name: 'confidence', type: 'double', description: '0 to 1 (docs/accuracy.md)' },
      ({ suspect }) => suspect.confidence,
    ),
    columnOf(
      {
        name: 'growth',
        type: 'int64',
        unit: 'bytes',
        description: 'what has gathered there since the first snapshot',
      },
      ({ suspect }) => suspect.retainedGrowth,
    ),
    columnOf(
      { name: 'growth_share', type: 'double', description: 'its share of the growth of the heap; 1 at most' },
      ({ suspect }) => suspect.growthShare,
    ),
    columnOf(
      {
        name: 'held_count',
        type: 'int64',
        unit: 'objects',
        description: 'objects that came since the first snapshot and are still there',
      },
      ({ suspect }) => sum(suspect.heldCounts),
    ),
    columnOf(
      {
        name: 'held_size',
        type: 'int64',
        unit: 'bytes',
        description: 'bytes that came since the first snapshot and are still there',
      },
      ({ suspect }) => sum(suspect.heldSizes),
    ),
    columnOf(
      { name: 'holder_class', type: 'string', description: 'class of the old object that holds it' },
      ({ suspect }) => suspect.holder.className,
    ),
    columnOf(
      { name: 'holder_id', type: 'int64', unit: 'id', description: 'that object: `objects.id`' },
      ({ suspect }) => suspect.holder.nodeId,
    ),
    columnOf(
      {
        name: 'holder',
        type: 'string',
        description: 'how it is held itself, from the nearest name on; empty of a root',
      },
      ({ suspect }) => suspect.holder.edge,
    ),
    columnOf(
      {
        name: 'path',
        type: 'string',
        description:
          'from a root to one of the objects, steps with ` › ` between. Without `--include-strings` the keys of Maps are `…`',
      },
      ({ suspect }) => suspect.path.map(({ label, name }) => `${label} ${name}`.trim()).join(' › '),
    ),
    columnOf(
      {
        name: 'location',
        type: 'string',
        nullWhen: 'V8 tells no place, or the script has no name',
        description:
          'where the constructor, or the function itself, stands: script, line and column, counted from 1',
      },
      ({ suspect }) => (suspect.location ? placeText(suspect.location) : null),
    ),
    columnOf(
      { name: 'baseline', type: 'string', description: '`snapshot` of the first one of the comparison' },
      ({ baseline }) => baseline,
    ),
    columnOf(
      { name: 'snapshot_count', type: 'int32', description: 'snapshots in the comparison' },
      ({ snapshotCount }) => snapshotCount,
    ),
    columnOf(
      {
        name: 'duration',
        type: 'double',
        unit: 'seconds',
        nullWhen: 'the first snapshot or the newest has no sidecar',
        description: 'from the first snapshot to the newest',
      },
      ({ seconds }) => seconds,
    ),
  ],
};
