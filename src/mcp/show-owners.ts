import { SnapdiffError } from '../base/errors.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import type { Questions } from '../explore/questions.ts';
import { leaveOutTexts } from '../report/leave-out-strings.ts';
import type { Answer } from './answer.ts';
import type { Desk } from './desk.ts';
import { ours, quoted, quotedPlace, type Data } from './heap-text.ts';
import { flag, optional, text, whole } from './input.ts';
import { ownRow } from './rows.ts';
import { readsOnly, tool, type Tool } from './tool.ts';

export const snapshotField: ReturnType<typeof text> = text(
  'Path of a snapshot: the newest, to see what a leak holds',
);

const input = {
  snapshot: snapshotField,
  class: optional(
    text('Class as other answers name it: all of its objects, the shortest ways to them put together', 1000),
  ),
  id: optional(whole('Id of one object: each object that holds it', 1, Number.MAX_SAFE_INTEGER)),
  from: optional(
    whole('Of one object: holders to leave out before the first one listed; 0 unless told', 0, 1e9),
  ),
  include_strings: flag('Also keys of Maps, which are data of the program; false unless told'),
};

const pageLength = 20;

export const showOwners: Tool = tool({
  name: 'show_owners',
  title: 'Show who holds a class or an object',
  description:
    'Who keeps objects alive. With class: the shortest way from a root to each object of the class, put together as a tree in ' +
    'a list (depth says what hangs on what), with how many go each way. With id: every object with a reference to that one. ' +
    'Exactly one of the two.',
  input,
  effects: readsOnly,
  usesFiles: true,
  async answer({ snapshot, class: className, id, from = 0, include_strings: withStrings = false }, desk) {
    if ((className === undefined) === (id === undefined)) {
      throw new SnapdiffError('exactly one of class and id has to be given');
    }
    const told = <Value>(value: Value): Value => (withStrings ? value : leaveOutTexts(value));
    if (className !== undefined) {
      const owners = await desk.ask(snapshot, { question: 'owners', className });
      const ids = await largestOf(desk, snapshot, owners);
      return classAnswer(told(owners), ids);
    }
    return objectAnswer(desk, snapshot, id ?? 0, from, told);
  },
});

type Owners = Questions['owners']['answer'];

/** The largest objects of the class, to look at. */
async function largestOf(desk: Desk, snapshot: string, { classes }: Owners): Promise<number[]> {
  const [first] = classes.toSorted((a, b) => b.objectCount - a.objectCount);
  if (!first) return [];
  const page = await desk.ask(snapshot, { question: 'objects', key: first.key, limit: 3 });
  return page.rows.map(({ nodeId }) => nodeId);
}

function classAnswer(owners: Owners, ids: readonly number[]): Answer {
  const { className, classes, objectCount, retainedSize, unreachedCount, pathCount, branches } = owners;
  const places = classes.flatMap(({ location }) => (location ? [quotedPlace(location)] : []));
  return {
    headline: `${plural(objectCount, 'object')} of the class, ${formatBytes(retainedSize)} retained, ${plural(pathCount, 'shortest way')} from a root.`,
    data: {
      class: quoted(className),
      objects: objectCount,
      retained_bytes: retainedSize,
      ...(places.length > 0 && { made_at: places.slice(0, 3) }),
      ...(unreachedCount > 0 && { held_by_nothing: unreachedCount }),
      ways: pathCount,
      largest_ids: [...ids],
    },
    lists: {
      tree: {
        rows: branches.map((branch): Data => ({
          depth: branch.depth,
          held_by: ours(branch.form),
          ...(branch.detail !== undefined && { name: quoted(branch.detail) }),
          ...ownRow(branch),
          ...(branch.nodeId !== undefined && { id: branch.nodeId }),
          holders: branch.holderCount,
          reach: branch.objectCount,
          retained_bytes: branch.retainedSize,
          ...(branch.listLength !== undefined && { links: branch.listLength }),
        })),
        rowCount: branches.length,
        more: () => 'deeper steps and rarer ways; show_owners with an id of the tree goes on from there',
      },
    },
    next: 'Longer ways may hold the same objects: show_owners with an id of largest_ids has everything that refers to one, show_object what is in it.',
  };
}

async function objectAnswer(
  desk: Desk,
  snapshot: string,
  id: number,
  from: number,
  told: <Value>(value: Value) => Value,
): Promise<Answer> {
  const nodeId = id as never;
  const page = told(await desk.ask(snapshot, { question: 'retainers', id: nodeId, from, limit: pageLength }));
  const object = await desk.ask(snapshot, { question: 'object', id: nodeId });
  if (object === null) throw noSuchObject(id);
  return {
    headline: page.rowCount === 1 ? 'One object holds it.' : `${formatCount(page.rowCount)} objects hold it.`,
    data: { id, class: quoted(object.className), retained_bytes: object.retainedSize },
    lists: {
      holders: {
        rows: page.rows.map((row): Data => ({
          id: row.nodeId,
          ...ownRow({
            className: row.className,
            object: row.holder,
            ...(row.location && { location: row.location }),
          }),
          holds_it_by: ours(row.form),
          ...(row.detail !== undefined && { name: quoted(row.detail) }),
          retained_bytes: row.retainedSize,
        })),
        from,
        rowCount: page.rowCount,
        more: (next) => `show_owners with the same id and from ${next}`,
      },
    },
  };
}

export function noSuchObject(id: number): SnapdiffError {
  return new SnapdiffError(`the snapshot has no object with the id ${id}`, {
    hint: 'Ids are those of other answers about the same process; an object may be in one snapshot and not in another.',
  });
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
