import type { AllocationTraces, Snapshot, TracedFunctions } from '../heap/heap-graph.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import type { Analysis } from './analysis.ts';
import type { ScriptLocation } from './scripts.ts';

/** A call on the stack on which objects were allocated. */
export interface StackFrame {
  /** The function's own name, "" where it has none; "(V8 API)" is C++ that no JavaScript has called. */
  readonly functionName: string;
  /** Where the function begins, not the line it has come to. */
  readonly location?: ScriptLocation;
}

/** When and by which calls one object was allocated. */
export interface Allocation {
  /** What allocated it, then its callers. V8 keeps 64 calls, and none from before an `await`. */
  readonly frames: readonly StackFrame[];
  /** Seconds since tracking began, between which it was; missing where the file does not tell. */
  readonly betweenSeconds?: readonly [from: number, to: number];
}

/** What most of some objects have in common of the stacks on which they were allocated. */
export interface SharedStack {
  readonly objectCount: number;
  /** Those of them whose stack V8 kept: not what is older than the tracking, nor all that was moved since. */
  readonly knownCount: number;
  /** Those of them that were allocated by all of these calls. */
  readonly sharedCount: number;
  /** What allocated them, then its callers, as far as they are the same. */
  readonly frames: readonly StackFrame[];
}

/** Row of the tree of calls → objects allocated there; row 0 are those without a known stack. */
export type StackCounts = ReadonlyMap<number, number>;

/** Of the objects whose stack is known, fewer do not make it theirs. */
const minShare = 0.5;
/**
 * V8 keeps stacks by address. Of what code it has optimised allocates it may miss most (Node 18: 99 %), and what little
 * it then knows of a class may be of others that were at the same addresses before.
 */
const minKnownShare = 0.5;
/** Calls of one stack, as many as V8 keeps: a deeper tree is none of its own, and each object would have all of it. */
const maxDepth = 64;
/** A caller is told while so many of those allocated by the frames below were called by it. */
const minShareOfCaller = 0.9;

/** Tells the stacks of one snapshot's objects; of a snapshot without them nothing. */
export class AllocationStacks {
  readonly #analysis: Analysis;
  readonly #traces: AllocationTraces | undefined;
  /** Position of a function → its frame: stacks of many objects have few functions. */
  readonly #frames = new Map<number, StackFrame>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
    this.#traces = analysis.snapshot.traces;
  }

  /** undefined for an object whose stack is not known. Time O(depth of the stack + log of the samples). */
  of(node: NodeOrdinal): Allocation | undefined {
    const traces = this.#traces;
    const row = traces?.traceOf[node] ?? 0;
    if (traces === undefined || row === 0) return undefined;
    const frames: StackFrame[] = [];
    for (let at = row, depth = 0; at !== 0 && depth < maxDepth; at = traces.callerOf[at], depth++) {
      const frame = this.#frameOf(traces, at);
      if (tellsSomething(frame)) frames.push(frame);
    }
    if (frames.length === 0) return undefined;
    const betweenSeconds = timeOf(traces, this.#analysis.snapshot.graph.nodeId[node]);
    return { frames, ...(betweenSeconds && { betweenSeconds }) };
  }

  /** What most of some objects share. Time O(objects), and as `sharedByCounts`. */
  sharedBy(nodes: Iterable<NodeOrdinal>): SharedStack | undefined {
    return this.sharedByCounts(countStacks(this.#analysis.snapshot, nodes));
  }

  /**
   * The function that allocated most of the objects, and its callers as far as they are the same: calls are put
   * together by function, so that two entry points do not part what is the same below. Time O(rows counted × depth).
   *
   * @returns undefined where no function allocated half of those whose stack is known, or these are not half of all
   */
  sharedByCounts(counts: StackCounts | undefined): SharedStack | undefined {
    const traces = this.#traces;
    if (traces === undefined || counts === undefined) return undefined;
    const objectCount = sumOf(counts);
    const knownCount = objectCount - (counts.get(0) ?? 0);
    if (knownCount < objectCount * minKnownShare) return undefined;
    let sharedCount = knownCount;
    // Row of a call → objects that were allocated by it and the frames so far.
    let calls = counts;
    const frames: StackFrame[] = [];
    for (let depth = 0; depth < maxDepth; depth++) {
      const most = mostCommon(traces, calls);
      const count = sumOf(most);
      const least = depth === 0 ? knownCount * minShare : sharedCount * minShareOfCaller;
      const [row] = most.keys();
      if (row === undefined || count < least) break;
      const frame = this.#frameOf(traces, row);
      if (tellsSomething(frame)) frames.push(frame);
      sharedCount = count;
      calls = addTogether(most, (call) => traces.callerOf[call]);
    }
    return frames.length === 0 ? undefined : { objectCount, knownCount, sharedCount, frames };
  }

  #frameOf(traces: AllocationTraces, row: number): StackFrame {
    const position = traces.functionOf[row];
    const known = this.#frames.get(position) ?? makeFrame(this.#analysis, traces.functions, position);
    this.#frames.set(position, known);
    return known;
  }
}

/** Counts objects by the call that allocated them. @returns undefined where allocations were not tracked */
export function countStacks({ traces }: Snapshot, nodes: Iterable<NodeOrdinal>): StackCounts | undefined {
  if (traces === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const node of nodes) add(counts, traces.traceOf[node], 1);
  return counts;
}

/** The calls of the one function that most objects were allocated by. */
function mostCommon(traces: AllocationTraces, calls: StackCounts): StackCounts {
  const byFunction = new Map<number, Map<number, number>>();
  for (const [row, count] of calls) {
    if (row === 0) continue;
    const rows = byFunction.get(traces.functionOf[row]) ?? new Map<number, number>();
    byFunction.set(traces.functionOf[row], rows.set(row, count));
  }
  let most: StackCounts = new Map();
  let highest = 0;
  for (const rows of byFunction.values()) {
    const count = sumOf(rows);
    if (count > highest) [most, highest] = [rows, count];
  }
  return most;
}

function addTogether(counts: StackCounts, rowOf: (row: number) => number): StackCounts {
  const sums = new Map<number, number>();
  for (const [row, count] of counts) add(sums, rowOf(row), count);
  return sums;
}

function add(counts: Map<number, number>, row: number, count: number): void {
  counts.set(row, (counts.get(row) ?? 0) + count);
}

function sumOf(counts: StackCounts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** V8's own glue, as what resumes an async function, has neither name nor place. */
function tellsSomething({ functionName, location }: StackFrame): boolean {
  return functionName !== '' || location !== undefined;
}

/** Nobody reads more of a name. */
const maxNameLength = 200;

function makeFrame(analysis: Analysis, functions: TracedFunctions, position: number): StackFrame {
  // A process that writes its own snapshot may have called something new since the list was written.
  if (position >= functions.count) return { functionName: '(not listed)' };
  const { strings } = analysis.snapshot;
  const text = strings.at(functions.name[position]);
  const functionName = text.length > maxNameLength ? `${text.slice(0, maxNameLength)}…` : text;
  if (functions.line[position] === 0) return { functionName };
  const url = strings.at(functions.scriptName[position]);
  const location = analysis.locate({
    scriptId: functions.scriptId[position],
    line: functions.line[position] - 1,
    column: Math.max(functions.column[position] - 1, 0),
    ...(url === '' ? {} : { url }),
  });
  return { functionName, location };
}

/** V8 numbers at each sample what was allocated since the one before. */
function timeOf({ samples }: AllocationTraces, id: number): readonly [number, number] | undefined {
  const { count, nextId, timeUs } = samples;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nextId[middle] > id) high = middle;
    else low = middle + 1;
  }
  // Before the first: numbered before tracking began. Behind the last: by the snapshot itself.
  return low === 0 || low === count ? undefined : [timeUs[low - 1] / 1e6, timeUs[low] / 1e6];
}
