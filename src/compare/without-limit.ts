import type { Analysis } from '../analysis/analysis.ts';
import { isDominatedBy, numbersOf } from '../analysis/dominators.ts';
import { followEdge } from '../analysis/named-edges.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { nodeOfId } from '../heap/node-of-id.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { HoldForm } from '../paths/holds.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import { objectsAsked, type Candidate } from './candidates.ts';

/** A candidate, and the part of its path below the holder. */
interface Kept {
  readonly candidate: Candidate;
  readonly path: readonly PathStep[];
  readonly held: readonly PathStep[];
}

/** The nearest in a tree is fewer steps away than that. */
const minLinks = 8;

/** What is so kept can be asked for by what it is kept under. */
const formsOfKeys: ReadonlySet<HoldForm> = new Set([
  'map entry',
  'map key',
  'set member',
  'element',
  'weak map value',
]);

/**
 * Tells of each candidate whether it nears no limit, so that less of it comes only where less is done. That is so of listeners, of
 * timers that repeat, of what waits for a promise and of long chains: nobody keeps these to look them up again. Nothing on the way
 * from the holder has keys, and all ways lead through the holder: what else leads there might look them up. An emitter's lists of
 * listeners are one, as what listens does so to several events, and so are Node's lists of timers, each of which Node keeps twice.
 *
 * Time O(nodes) where any is kept so, and once more for each on a timer.
 */
export function findWithoutLimit<Of extends Kept>(analysis: Analysis, all: readonly Of[]): Of[] {
  const asked = all.filter((kept) => kept.candidate.form === 'objects' && isOpenEnded(analysis, kept));
  if (asked.length === 0) return [...all];
  const { dominators } = analysis;
  const numbers = numbersOf(
    dominators,
    asked.flatMap(({ candidate }) => objectsAsked(candidate)),
  );
  const isOnlyThere = (kept: Of): boolean => {
    const ways = waysOf(analysis, kept);
    return objectsAsked(kept.candidate).every((object) => {
      const dfs = numbers.get(object);
      return dfs !== undefined && isDominatedBy(dominators, dfs, ways);
    });
  };
  return all.map((kept) =>
    asked.includes(kept)
      ? { ...kept, candidate: { ...kept.candidate, hasNoLimit: isOnlyThere(kept) } }
      : kept,
  );
}

function isOpenEnded(analysis: Analysis, { candidate, path, held }: Kept): boolean {
  // Of what hangs straight on a root all ways lead through it.
  if (analysis.snapshot.graph.nodeKind[candidate.holder.node] === NodeKind.synthetic) return false;
  const holderStep = path.at(-1 - held.length);
  // The old head of an EventTarget's list holds the others.
  if (holderStep?.form === 'listener') return true;
  const isKey = ({ form, isEntry }: PathStep): boolean => isEntry === true || formsOfKeys.has(form);
  const end = held.findIndex((step) => isKey(step) || isEnd(step));
  const step = held[end] as PathStep | undefined;
  return step !== undefined && !isKey(step) && (step.form !== 'timer' || isRepeating(analysis, step));
}

/** Whether a step leads to what nobody looks up. */
function isEnd({ form, count }: PathStep): boolean {
  return (
    form === 'listener' ||
    form === 'timer' ||
    form === 'reaction' ||
    form === 'continuation' ||
    (count !== undefined && count >= minLinks)
  );
}

/** A timer that fires once ends by itself, as that of an entry of a cache does: it has `_repeat`, which is null. */
function isRepeating({ snapshot }: Analysis, { nodeId }: PathStep): boolean {
  const timer = nodeOfId(snapshot.graph, nodeId);
  if (timer === undefined) return false;
  const repeat = followEdge(snapshot, timer, EdgeKind.property, '_repeat');
  return repeat === undefined || snapshot.graph.nodeKind[repeat] === NodeKind.number;
}

/** Through which nodes all ways must lead: the holder, and what is one thing with it. */
function waysOf(analysis: Analysis, { candidate, held: [first] }: Kept): (node: NodeOrdinal) => boolean {
  const { classes, classOf } = analysis.classification;
  const { node } = candidate.holder;
  const kindOf = (at: NodeOrdinal): string => classes[classOf[at]].kind;
  if (first?.form === 'timer' || first?.form === 'timers')
    return (at) => at === node || kindOf(at) === 'timer list';
  // Of one event; above it are those of all.
  const events =
    first?.form === 'listener' && kindOf(node) === 'array'
      ? sourceOfEdge(analysis.snapshot.graph, analysis.shortestPaths[node])
      : node;
  return (at) => at === node || at === events;
}
