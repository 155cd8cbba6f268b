import { countStacks } from '../analysis/allocation-stacks.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { isConstructor } from '../analysis/class-origins.ts';
import type { Classification } from '../analysis/classes.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import { NameTag } from '../analysis/well-known-names.ts';
import { next, type EdgeOrdinal, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, isStringKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import type { Candidate } from './candidates.ts';
import type { HeldClass } from './held-class.ts';
import { isProgramKind, type Holder } from './holders.ts';

/** The share of what gathered that one thing must weigh to be what grows. */
const mostlyOne = 0.7;
/** Memory outside V8's heap that is looked at again in the other snapshots. */
const minBigBytes: Bytes = 16_000;
/** Big objects that are looked at again in the other snapshots. */
const maxBigObjects = 32;

/**
 * Old objects whose memory outside V8's heap is big, and may have grown without anything new: a buffer that is
 * resized, a memory of WebAssembly. Their sizes in the other snapshots tell. All else that grows is moved to
 * something new. Time O(nodes).
 */
export function findGrownInPlace(
  analysis: Analysis,
  classification: Classification,
  bornIn: Uint8Array,
  intervalCount: number,
): Candidate[] {
  const { graph } = analysis.snapshot;
  const { shortestPaths } = analysis;
  const big: NodeOrdinal[] = [];
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    const isBig = graph.nodeKind[node] === NodeKind.native && graph.selfSize[node] >= minBigBytes;
    if (isBig && bornIn[node] === 0) big.push(node);
  }
  const owners = new Set<NodeOrdinal>();
  for (const node of big.sort((a, b) => graph.selfSize[b] - graph.selfSize[a]).slice(0, maxBigObjects)) {
    if (shortestPaths[node] === noEdge) continue;
    const owner = sourceOfEdge(graph, shortestPaths[node]);
    if (graph.nodeKind[owner] === NodeKind.object) owners.add(owner);
  }
  return Array.from(owners, (node): Candidate => {
    const holder = holderWithoutYoung(node, intervalCount);
    const named = nameOne(analysis, classification, node, holder);
    return { holder, way: [], isLoading: false, form: 'in place', slot: undefined, named };
  });
}

function holderWithoutYoung(node: NodeOrdinal, intervals: number): Holder {
  const zeros = new Array<number>(intervals).fill(0);
  return {
    node,
    variable: undefined,
    entryClass: undefined,
    isCode: false,
    counts: zeros,
    entryCounts: zeros,
    bytes: zeros,
    programBytes: 0,
  };
}

/**
 * Whether what gathered is one thing: the holder's own table, cells or backing store, or an object that one
 * reference of the holder leads to and whose bytes are its own, as a string's or a buffer's are.
 */
export function growsAlone(
  analysis: Analysis,
  classification: Classification,
  holder: Holder,
  parts: readonly NodeOrdinal[],
  top: NodeOrdinal | undefined,
  bytes: Bytes,
): { slot: EdgeOrdinal | undefined; named: HeldClass } | undefined {
  const { graph } = analysis.snapshot;
  // V8's own roots hold many things; a native object may get a new id in every snapshot.
  if (graph.nodeKind[holder.node] === NodeKind.synthetic) return undefined;
  if (top === undefined) {
    // Nothing but numbers, in a table that had room for them.
    const isOfNumbers = parts.length === 1 && holder.programBytes === 0;
    return isOfNumbers
      ? { slot: undefined, named: nameOne(analysis, classification, holder.node, holder) }
      : undefined;
  }
  if (holder.programBytes === 0 && isOfCells(analysis, classification, holder.node, top)) {
    return { slot: undefined, named: nameOne(analysis, classification, holder.node, holder) };
  }
  if (
    graph.nodeKind[top] !== NodeKind.array &&
    (!isProgramKind(graph.nodeKind[top]) || graph.nodeKind[top] === NodeKind.native)
  )
    return undefined;
  if (parts.length > 1) {
    if (holder.programBytes > bytes * (1 - mostlyOne)) return undefined;
    return { slot: undefined, named: nameOne(analysis, classification, parts[0], holder) };
  }
  if (ownBytes(analysis, classification, top) < bytes * mostlyOne) return undefined;
  if (graph.nodeKind[top] === NodeKind.array) {
    return { slot: undefined, named: nameOne(analysis, classification, holder.node, holder, top) };
  }
  const slot = edgeTo(analysis, holder.node, top);
  if (slot === undefined || isConstructor(classification.classes[classification.classOf[top]].origin)) {
    // An object of a class is itself what gathers, or is there for the moment; buffers are of classes of Node's.
    if (slot === undefined || !isBuffer(analysis, classification, top)) return undefined;
  }
  return { slot, named: nameOne(analysis, classification, top, holder, top) };
}

/** Whether V8's cells gather, one for each registration in a FinalizationRegistry: held values that are numbers leave nothing else. */
function isOfCells(
  { snapshot: { graph } }: Analysis,
  { classes, classOf }: Classification,
  holder: NodeOrdinal,
  top: NodeOrdinal,
): boolean {
  return graph.nodeKind[top] === NodeKind.hidden && classes[classOf[holder]].kind === 'finalization registry';
}

/** Whether an object is a view of memory: it leads to an ArrayBuffer. */
function isBuffer(
  { snapshot: { graph } }: Analysis,
  { classes, classOf }: Classification,
  node: NodeOrdinal,
): boolean {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
    if (classes[classOf[graph.edgeTarget[edge]]].kind === 'array buffer') return true;
  }
  return false;
}

/** Bytes of an object with its tables, the numbers in these, its backing store, and the memory a view looks at. */
function ownBytes(
  { snapshot: { graph }, shallowSizes, retainedSizes, names }: Analysis,
  { classes, classOf }: Classification,
  node: NodeOrdinal,
): Bytes {
  const { firstEdge, edgeTarget, edgeKind, nodeKind, selfSize } = graph;
  // A text is one thing, in however many pieces.
  if (isStringKind(nodeKind[node])) return retainedSizes[node];
  let own = nodeKind[node] === NodeKind.array ? selfSize[node] : shallowSizes[node];
  const addParts = (from: NodeOrdinal, isTable: boolean): void => {
    for (let edge = firstEdge[from]; edge < firstEdge[next(from)]; edge++) {
      const target = edgeTarget[edge];
      const kind = nodeKind[target];
      if (kind === NodeKind.number) own += selfSize[target];
      else if (isTable || edgeKind[edge] === EdgeKind.weak) continue;
      else if (kind === NodeKind.array) addParts(target, true);
      else if (kind === NodeKind.native && names.tagOf(graph.nodeName[target]) === NameTag.arrayBufferData)
        own += selfSize[target];
      else if (kind === NodeKind.object && classes[classOf[target]].kind === 'array buffer') {
        own += shallowSizes[target];
        addParts(target, false);
      }
    }
  };
  addParts(node, nodeKind[node] === NodeKind.array);
  return own;
}

function edgeTo(
  { snapshot: { graph } }: Analysis,
  from: NodeOrdinal,
  to: NodeOrdinal,
): EdgeOrdinal | undefined {
  for (let edge = graph.firstEdge[from]; edge < graph.firstEdge[next(from)]; edge++) {
    if (graph.edgeTarget[edge] === to && graph.edgeKind[edge] !== EdgeKind.weak) return edge;
  }
  return undefined;
}

/** @param grown what it has grown to: the newest table, text or buffer */
function nameOne(
  analysis: Analysis,
  { classes, classOf }: Classification,
  node: NodeOrdinal,
  { counts }: Holder,
  grown?: NodeOrdinal,
): HeldClass {
  const { graph, strings } = analysis.snapshot;
  const { className } = classes[classOf[node]];
  const kind = graph.nodeKind[node];
  const functionName = kind === NodeKind.closure ? strings.at(graph.nodeName[node]) : '';
  return {
    classIndex: classOf[node],
    kind,
    className: functionName === '' ? className : `${functionName}()`,
    isNamed: kind === NodeKind.object && isConstructor(classes[classOf[node]].origin),
    isOfSite: kind === NodeKind.closure,
    counts: counts.map(() => 0),
    companions: [],
    depth: 0,
    newest: [node],
    sample: node,
    sampled: [node],
    stacks: grown === undefined ? undefined : countStacks(analysis.snapshot, [grown]),
  };
}
