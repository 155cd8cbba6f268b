import type { SharedStack } from '../analysis/allocation-stacks.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { ObjectName } from '../paths/object-names.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { SuspectHolder } from './suspects.ts';
import { AllocationStacks } from '../analysis/allocation-stacks.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import { findCallback, type Callback } from '../paths/callbacks.ts';
import { codeSiteOf } from '../analysis/code-sites.ts';
import { heldAs, nameHolder } from '../paths/named-holder.ts';
import { findOtherOwners } from '../paths/other-owners.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { isDictionaryEntry } from '../paths/dictionary-entries.ts';
import { PathNames } from '../paths/path-names.ts';
import { describeLink, describePath, foldPath, type PathStep } from '../paths/retaining-path.ts';
import { edgesFromRoot, noEdge } from '../analysis/shortest-paths.ts';
import { joinSentences, sentence, textOf, type Sentence } from '../base/sentence.ts';
import type { IdSet } from '../heap/id-set.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';
import { findBirths } from './births.ts';
import { minShare } from './course.ts';
import type { HeldClass } from './held-class.ts';
import { findHolders, type HolderMap } from './holders.ts';
import { findCandidates, objectsAsked, type Candidate } from './candidates.ts';
import { Moments } from './moments.ts';
import { locatePlaces, placeOfHolder, type LocatedPlace, type Place } from './places.ts';
import { findRule, isHeldByNode, type LeakRule } from './rules.ts';
import { scoreOf } from './suspects.ts';
import { sum } from '../base/units.ts';
import { findWithoutLimit } from './without-limit.ts';

/** A candidate with all that is needed of its snapshot. */
export interface PreparedCandidate {
  readonly candidate: Candidate;
  readonly place: Place;
  readonly key: string;
  readonly kind: string;
  readonly location?: ScriptLocation;
  readonly holder: SuspectHolder;
  /** What kind of leak it is, if it is one. */
  readonly rule: LeakRule | undefined;
  /** The function that the objects will call, as a timer does. */
  readonly callback: ObjectName | undefined;
  /** Of all that were looked at it is the same. */
  readonly isOneCallback: boolean;
  /** What most of the objects have in common of the calls that allocated them; of what grows, of its newest part. */
  readonly allocation: SharedStack | undefined;
  /** Who else holds the objects, a sentence; undefined where nobody does, or where it was not asked. */
  readonly owners: Sentence | undefined;
  readonly path: readonly PathStep[];
  /** The part of the path below the holder. */
  readonly held: readonly PathStep[];
  readonly sampleIds: readonly NodeId[];
}

/**
 * Who may leak, told by the newest snapshot while its references are at hand.
 *
 * @param earlier ids of the snapshots before it, in their order; without any there is nobody
 */
export function findLeakCandidates(
  analysis: Analysis,
  classification: Classification,
  earlier: readonly IdSet[],
): {
  candidates: readonly PreparedCandidate[];
  places: readonly Place[];
  located: readonly LocatedPlace[];
} {
  if (earlier.length === 0) return { candidates: [], places: [], located: [] };
  const bornIn = findBirths(analysis.snapshot.graph.nodeId, earlier);
  const { prepared, places, located } = gather(analysis, classification, bornIn, earlier.length);
  const asked = likelyFirst(prepared);
  const withOwners = prepared.map((candidate, index) => ({
    ...candidate,
    owners: describeOwners(analysis, bornIn, candidate, ownersAsked[asked.indexOf(index)] ?? 0),
  }));
  return { candidates: withOwners, places, located };
}

/** Of its own, so that what tells who holds each node, 11 bytes for each, is garbage when it returns. */
function gather(
  analysis: Analysis,
  classification: Classification,
  bornIn: Uint8Array,
  intervalCount: number,
): {
  prepared: readonly Omit<PreparedCandidate, 'owners'>[];
  /** That tell whether the candidates leak, one for each. */
  places: readonly Place[];
  located: readonly LocatedPlace[];
} {
  analysis.startPhase('holders');
  const map = findHolders(analysis, classification, bornIn, intervalCount);
  analysis.startPhase('candidates');
  const candidates = findCandidates(analysis, classification, bornIn, map, intervalCount);
  const moments = new Moments(analysis, classification, bornIn, intervalCount);
  const prepared = candidates.map((candidate) =>
    prepareCandidate(analysis, classification, map, candidate, moments),
  );
  const places = prepared.map(({ place }) => place);
  return {
    prepared: findWithoutLimit(analysis, prepared),
    places,
    located: locatePlaces(analysis, classification, places, map, intervalCount),
  };
}

/** What was at the places in an earlier snapshot. @param earlier ids of the snapshots before that one */
export function findPlaces(
  analysis: Analysis,
  classification: Classification,
  places: readonly Place[],
  earlier: readonly IdSet[],
): LocatedPlace[] {
  if (places.length === 0) return [];
  const map =
    earlier.length === 0
      ? undefined
      : findHolders(
          analysis,
          classification,
          findBirths(analysis.snapshot.graph.nodeId, earlier),
          earlier.length,
        );
  return locatePlaces(analysis, classification, places, map, earlier.length);
}

/** Takes from the last snapshot what a report of a candidate needs, so that the snapshot can be let go. */
function prepareCandidate(
  analysis: Analysis,
  classification: Classification,
  map: HolderMap,
  candidate: Candidate,
  moments: Moments,
): Omit<PreparedCandidate, 'owners'> {
  const { shortestPaths } = analysis;
  const { graph } = analysis.snapshot;
  const { holder, named } = candidate;
  const toHolder = edgesFromRoot(graph, shortestPaths, holder.node);
  const property = propertyOf(analysis, candidate);
  const row = map.holderOf[named.sample];
  const isHeld = (node: NodeOrdinal): boolean => map.holderOf[node] === row;
  const toSample =
    candidate.slot !== undefined
      ? [candidate.slot]
      : named.sample === holder.node
        ? []
        : (searchFrom(analysis, holder.node, named.sample, isHeld) ??
          searchFrom(analysis, holder.node, named.sample, () => true));
  // A young object may hang on its holder by way of old ones that are linked with it; then the nearest way will do.
  const names = new PathNames(analysis);
  const edges = toSample ? [...toHolder, ...toSample] : edgesFromRoot(graph, shortestPaths, named.sample);
  const path = foldPath(analysis, edges, names).map((link): PathStep => {
    const { from } = link.hop;
    const isNew = (node: NodeOrdinal): boolean => from === holder.node && isHeld(node);
    const step = describeLink(analysis, link, names, true);
    // Which of several that gather alike has the sample is chance.
    const isOneOfAlike = candidate.way.length > 0 && from === holder.node && step.form === 'property';
    const isEntry = isOneOfAlike || isDictionaryEntry(analysis, link.hop, isNew);
    return isEntry ? { ...step, isEntry: true } : step;
  });
  const above = describePath(analysis, toHolder);
  // The holder itself may be plumbing, and no step: an emitter's list of listeners is.
  const holderStep = path.findIndex(({ nodeId }) => nodeId === graph.nodeId[holder.node]);
  const held = path.slice(holderStep >= 0 ? holderStep + 1 : Math.max(above.length - 1, 0));
  const { key, kind: classKind, location } = classification.classes[named.classIndex];
  const holderKind = classification.classes[classification.classOf[holder.node]].kind;
  const name = nameHolder(above, held);
  const edgeParts = isHeldByNode({ holderKind, held }) ? ["Node's open handles"] : name.edgeParts;
  const site = named.isOfSite ? codeSiteOf(analysis, named.sample) : undefined;
  // All functions are one class, which stands nowhere; those of one place stand there.
  const madeAt = location ?? site;
  const callback = findOwnCallback(analysis, named);
  const kind = graph.nodeKindNames[named.kind];
  const rule = findRule({
    form: candidate.form,
    className: named.className,
    kind,
    classKind,
    holderKind,
    holderHold: above.at(-1),
    held,
  });
  return {
    candidate: { ...candidate, moment: moments.momentOf(candidate, edges, held) },
    place: {
      ...placeOfHolder(analysis, classification, holder),
      way: candidate.way.map((index) => classification.classes[index].key),
      property,
      site,
    },
    key,
    kind,
    ...(madeAt && { location: analysis.locate(madeAt) }),
    holder: {
      className: name.className || (path[0]?.name ?? '(root)'),
      nodeId: graph.nodeId[holder.node],
      edge: textOf(edgeParts),
      edgeParts,
      pathLength: path.length - held.length,
    },
    rule,
    callback: callback?.object,
    isOneCallback: isSharedCallback(analysis, callback, named.newest),
    allocation: new AllocationStacks(analysis).sharedByCounts(named.stacks),
    path,
    held,
    sampleIds: named.newest.map((node) => graph.nodeId[node]),
  };
}

/** That of one of the objects, but for what all share, as the options of their package: each need not call that. */
function findOwnCallback(analysis: Analysis, { sample, newest }: HeldClass): Callback | undefined {
  const callback = findCallback(analysis, sample);
  if (callback === undefined || callback.keeper === sample) return callback;
  const others = newest.filter((node) => node !== sample);
  const isShared = others.some((node) => findCallback(analysis, node)?.keeper === callback.keeper);
  return isShared ? undefined : callback;
}

/** Whether others call the function that one does: of timers set at many places, which is looked at is chance. */
function isSharedCallback(
  analysis: Analysis,
  callback: Callback | undefined,
  others: readonly NodeOrdinal[],
): boolean {
  return others.every((node) => findCallback(analysis, node)?.name === callback?.name);
}

/** Of how many candidates it is asked who else holds the objects, and for how many of these: each may cost a walk through the heap. */
const ownersAsked = [2, 1] as const;

/**
 * Which will be shown first only the earlier snapshots tell, which are read later: most likely what comes again, and then
 * what weighs most. A burst in one interval of several leaks behind all that does.
 */
function likelyFirst(prepared: readonly Omit<PreparedCandidate, 'owners'>[]): number[] {
  const rankOf = ({ holder: { bytes }, moment }: Candidate): number => {
    if (moment !== undefined && moment !== 'pending' && moment !== 'answering') return 0;
    const isThere = bytes.map((amount) => amount >= sum(bytes) * minShare);
    return isThere.at(-1) === true && isThere.indexOf(true) < bytes.length - 1 ? 2 : 1;
  };
  return prepared
    .map(({ candidate }, index) => ({ candidate, index, rank: rankOf(candidate) }))
    .filter(({ candidate }) => hasOneOwner(candidate) && !candidate.isLoading)
    .sort((a, b) => b.rank - a.rank || scoreOf(b.candidate.holder.bytes) - scoreOf(a.candidate.holder.bytes))
    .slice(0, ownersAsked.length)
    .map(({ index }) => index);
}

/** What grows in place is its owner's, and several alike are cleared one by one. */
function hasOneOwner({ form, way }: Candidate): boolean {
  return form === 'objects' && way.length === 0;
}

/** Says who else holds what gathers at a place, and what clearing the place alone would free. */
function describeOwners(
  analysis: Analysis,
  bornIn: Uint8Array,
  { candidate, held: [entry] }: Pick<PreparedCandidate, 'candidate' | 'held'>,
  maxOwners: number,
): Sentence | undefined {
  if (maxOwners === 0) return undefined;
  const { holder } = candidate;
  const isOfTimers = entry?.form === 'timers';
  const objects = objectsAsked(candidate);
  const isOwner = (node: NodeOrdinal): boolean => bornIn[node] === 0;
  const found = findOtherOwners(analysis, holder.node, objects, isOwner, maxOwners);
  const { freedCount } = found;
  // Node keeps each list of timers twice, by its length of time and in the order in which they are due.
  const owners = found.owners.filter(({ held: [first] }) => !isOfTimers || first?.form !== 'timers');
  const isTwice = owners.length === 0 && found.owners.length > 0;
  if (freedCount === objects.length || isTwice) return undefined;
  const sentences = owners.map(({ name }) => heldAs(name.edgeParts, name.className));
  const names = [...new Map(sentences.map((line) => [textOf(line), line])).values()];
  const others = names.length === 0 ? 'something else' : joinSentences(names, ' and ');
  const hold = names.length > 1 ? 'hold' : 'holds';
  return freedCount === 0
    ? sentence`Clearing it alone frees 0 B of the ${objects.length} looked at: ${others} ${hold} them too.`
    : sentence`Clearing it alone frees some of them only: ${others} ${hold} the others too.`;
}

/** The property that is replaced by something bigger, where the place is one. */
function propertyOf(
  { snapshot: { graph, strings } }: Analysis,
  { slot, holder }: Candidate,
): string | undefined {
  if (slot === undefined || holder.variable !== undefined) return undefined;
  return graph.edgeKind[slot] === EdgeKind.property
    ? strings.at(graph.edgeName[slot] as StringIndex)
    : undefined;
}

/** Breadth first over retaining edges; undefined when there is no way. Time and memory O(nodes visited). */
function searchFrom(
  { snapshot: { graph }, retainingEdges: { words } }: Analysis,
  start: NodeOrdinal,
  target: NodeOrdinal,
  isAllowed: (node: NodeOrdinal) => boolean,
): EdgeOrdinal[] | undefined {
  const cameBy = new Map<NodeOrdinal, EdgeOrdinal>([[start, noEdge]]);
  const queue = [start];
  for (let position = 0; position < queue.length && !cameBy.has(target); position++) {
    const node = queue[position];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const to = graph.edgeTarget[edge];
      if ((words[edge >>> 5] & (1 << (edge & 31))) === 0 || cameBy.has(to) || !isAllowed(to)) continue;
      cameBy.set(to, edge);
      queue.push(to);
    }
  }
  if (!cameBy.has(target)) return undefined;
  const edges: EdgeOrdinal[] = [];
  for (let edge = cameBy.get(target) ?? noEdge; edge !== noEdge;) {
    edges.push(edge);
    edge = cameBy.get(sourceOfEdge(graph, edge)) ?? noEdge;
  }
  return edges.reverse();
}
