import { textOf } from '../base/sentence.ts';
import { createBitSet, hasBit, setBit } from '../heap/bit-set.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import { layOutPreorder } from '../analysis/aggregate.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { ClassKind } from '../analysis/class-kinds.ts';
import { labelOf } from './hold-sentences.ts';
import { recordOf, type Hold } from './holds.ts';
import { nameText } from './object-names.ts';
import type { MergedPaths, MergeOptions, OmittedPaths, PathBranch } from './path-branches.ts';
import { PathNames, type Hop } from './path-names.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { noEdge } from '../analysis/shortest-paths.ts';

/** An object with more properties of one class than this on the paths is a table with keys of its own making. */
const maxPropertyNames = 16;

/** Classes of which everything is made: one inside another is no list. */
const generalKinds: ReadonlySet<ClassKind> = new Set<ClassKind>([
  'plain object',
  'array',
  'map',
  'set',
  'promise',
  'function',
  'string',
  'value',
  'root',
  'code',
  'system',
  'table',
  'internal',
  'backing store',
]);

/**
 * Puts the shortest retaining paths of many objects together by what they have in common, from the
 * root: objects of one class (closures: of one place in the code) that are held in the same way by
 * objects of the same step become one step. Array indexes, keys of Maps and the keys of objects used
 * as tables are the same way; the links of a list are all one step.
 *
 * Time O(nodes + edges) once per analysis, then O(nodes + objects on the paths). Memory 33 bytes per
 * node while it runs.
 */
export function mergeRetainingPaths(
  analysis: Analysis,
  nodes: readonly NodeOrdinal[],
  { depth = 0, paths = 0 }: MergeOptions = {},
): MergedPaths {
  const merge = new PathMerge(analysis, nodes);
  merge.run();
  return merge.select(depth, paths);
}

/** A step while paths are put together. Step 0 is above all others. */
interface Step {
  readonly parent: number;
  readonly depth: number;
  /** The first object it stands for and how it was reached; undefined for step 0. */
  readonly hop: Hop | undefined;
  readonly hold: Hold | undefined;
  readonly children: number[];
  /** Objects that came here other than by a link of their own list. */
  entryCount: number;
  holderCount: number;
  listLength: number;
  endCount: number;
  objectCount: number;
  pathCount: number;
  retainedSize: Bytes;
}

class PathMerge {
  readonly #analysis: Analysis;
  readonly #names: PathNames;
  readonly #targets: readonly NodeOrdinal[];
  readonly #isTarget;
  readonly #steps: Step[] = [];
  readonly #stepByKey = new Map<string, number>();
  /** NodeOrdinal → its step; of plumbing, that of the object it belongs to. 0: not on a path. */
  readonly #stepOf: Uint32Array;
  /** NodeOrdinal of plumbing → the edge out of the object it belongs to */
  readonly #firstEdge: Uint32Array;
  /** NodeOrdinal → links of its list before it */
  readonly #links: Uint32Array;
  /** NodeOrdinal → its properties on the paths, 255 for more */
  readonly #propertyCount: Uint8Array;
  /** `#tableKey` → how many properties of one class an object has on the paths */
  readonly #tableCounts = new Map<number, number>();

  constructor(analysis: Analysis, targets: readonly NodeOrdinal[]) {
    const { nodeCount } = analysis.snapshot.graph;
    this.#analysis = analysis;
    this.#names = new PathNames(analysis);
    this.#targets = targets;
    this.#isTarget = createBitSet(nodeCount);
    for (const node of targets) setBit(this.#isTarget, node);
    this.#stepOf = new Uint32Array(nodeCount);
    this.#firstEdge = new Uint32Array(nodeCount);
    this.#links = new Uint32Array(nodeCount);
    this.#propertyCount = new Uint8Array(nodeCount);
    this.#addStep(0, 0, undefined, undefined);
  }

  run(): void {
    const order = this.#collect();
    this.#findTables(order);
    for (const node of order) this.#place(node);
    for (const node of this.#targets) this.#steps[this.#stepOf[node]].endCount++;
    // A step's number is above its parent's.
    for (let step = this.#steps.length - 1; step >= 0; step--) {
      const { parent, endCount } = this.#steps[step];
      this.#steps[step].objectCount += endCount;
      if (step === 0) continue;
      if (endCount > 0) this.#steps[step].pathCount++;
      this.#steps[parent].objectCount += this.#steps[step].objectCount;
      this.#steps[parent].pathCount += this.#steps[step].pathCount;
    }
    this.#sumRetained();
  }

  /** All nodes on the paths, each after the one that holds it. */
  #collect(): Uint32Array {
    const { graph } = this.#analysis.snapshot;
    const { shortestPaths } = this.#analysis;
    const isSeen = createBitSet(graph.nodeCount);
    let order = new Uint32Array(1 << 12);
    let length = 0;
    for (const target of this.#targets) {
      const start = length;
      for (let node = target; !hasBit(isSeen, node) && shortestPaths[node] !== noEdge;) {
        setBit(isSeen, node);
        if (length === order.length) {
          const longer = new Uint32Array(2 * length);
          longer.set(order);
          order = longer;
        }
        order[length++] = node;
        const edge = shortestPaths[node];
        node = sourceOfEdge(graph, edge);
        if (graph.edgeKind[edge] === EdgeKind.property && this.#propertyCount[node] < 255) {
          this.#propertyCount[node]++;
        }
      }
      order.subarray(start, length).reverse();
    }
    return order.subarray(0, length);
  }

  /** Counts an object's properties by class where there are many of them: a table, if most are of one class. */
  #findTables(order: Uint32Array): void {
    const { graph } = this.#analysis.snapshot;
    for (const node of order) {
      const edge = this.#analysis.shortestPaths[node as NodeOrdinal];
      if (graph.edgeKind[edge] !== EdgeKind.property) continue;
      const owner = sourceOfEdge(graph, edge);
      if (this.#propertyCount[owner] <= maxPropertyNames) continue;
      const key = this.#tableKey(owner, node as NodeOrdinal);
      this.#tableCounts.set(key, (this.#tableCounts.get(key) ?? 0) + 1);
    }
  }

  #tableKey(owner: NodeOrdinal, node: NodeOrdinal): number {
    const { classOf, classes } = this.#analysis.classification;
    return owner * classes.length + classOf[node];
  }

  #isTableEntry({ form }: Hold, { from, to }: Hop): boolean {
    if (form !== 'property' || this.#propertyCount[from] <= maxPropertyNames) return false;
    return (this.#tableCounts.get(this.#tableKey(from, to)) ?? 0) > maxPropertyNames;
  }

  #addStep(parent: number, depth: number, hop: Hop | undefined, hold: Hold | undefined): number {
    const none = { entryCount: 0, holderCount: 0, listLength: 1, endCount: 0 };
    const sums = { objectCount: 0, pathCount: 0, retainedSize: 0 };
    return this.#steps.push({ parent, depth, hop, hold, children: [], ...none, ...sums }) - 1;
  }

  /** Finds the step of a node; that of its holder is known. */
  #place(node: number): void {
    const { graph } = this.#analysis.snapshot;
    const { shortestPaths } = this.#analysis;
    const to = node as NodeOrdinal;
    const last = shortestPaths[to];
    const above = sourceOfEdge(graph, last);
    const beforeLast = shortestPaths[above] === noEdge ? undefined : shortestPaths[above];
    // Above plumbing the object it belongs to is what counts.
    const isBelowPlumbing = this.#firstEdge[above] !== 0;
    const first = (isBelowPlumbing ? this.#firstEdge[above] - 1 : last) as EdgeOrdinal;
    const stepAbove = this.#stepOf[above];
    if (!hasBit(this.#isTarget, to) && this.#names.isPlumbing(to, last, beforeLast)) {
      this.#firstEdge[to] = first + 1;
      this.#stepOf[to] = stepAbove;
      return;
    }
    const from = isBelowPlumbing ? sourceOfEdge(graph, first) : above;
    const hop = { from, to, first, last, beforeLast: isBelowPlumbing ? beforeLast : undefined };
    const hold = this.#names.holdOf(hop, false);
    const step = this.#isLink(hop, hold, stepAbove) ? stepAbove : this.#enter(hop, hold, stepAbove);
    this.#stepOf[to] = step;
    this.#steps[step].holderCount++;
    if (step === stepAbove) {
      this.#links[to] = this.#links[from] + 1;
      this.#steps[step].listLength = Math.max(this.#steps[step].listLength, this.#links[to] + 1);
    }
  }

  /** Whether an object is a further one of the list its holder is in. */
  #isLink({ from, to }: Hop, { form, detail }: Hold, stepAbove: number): boolean {
    const { classOf, classes } = this.#analysis.classification;
    if (classOf[from] !== classOf[to] || stepAbove === 0) return false;
    // Elements of a page refer to their neighbours by fields without names.
    if (this.#analysis.snapshot.graph.nodeKind[to] === NodeKind.native) return true;
    if (form === 'property' && !generalKinds.has(classes[classOf[to]].kind)) return true;
    if (form !== 'property' && form !== 'reaction') return false;
    const { hold } = this.#steps[stepAbove];
    return hold !== undefined && hold.form === form && hold.detail === detail;
  }

  #enter(hop: Hop, hold: Hold, parent: number): number {
    const isAny =
      this.#isTableEntry(hold, hop) ||
      hold.form === 'element' ||
      hold.form === 'map entry' ||
      hold.form === 'engine root';
    const key = `${parent} ${hold.form} ${isAny ? '' : (hold.detail ?? '')}\0${this.#identityOf(hop.to)}`;
    let step = this.#stepByKey.get(key);
    if (step === undefined) {
      step = this.#addStep(parent, parent === 0 ? 0 : this.#steps[parent].depth + 1, hop, hold);
      this.#stepByKey.set(key, step);
      this.#steps[parent].children.push(step);
    }
    this.#steps[step].entryCount++;
    return step;
  }

  /** The same for objects that are the same to a reader of the code. */
  #identityOf(node: NodeOrdinal): string {
    const { graph, locations } = this.#analysis.snapshot;
    const { locationRows, classification } = this.#analysis;
    const kind = graph.nodeKind[node];
    if (kind === NodeKind.synthetic) return String(graph.nodeName[node]);
    if (kind !== NodeKind.closure) {
      const { classes, classOf } = classification;
      return classes[classOf[node]].kind === 'generator'
        ? this.#names.nameOf(node)
        : `class ${classOf[node]}`;
    }
    const row = locationRows[node] - 1;
    if (row < 0) return `function ${graph.nodeName[node]}`;
    return `function ${locations.scriptId[row]}:${locations.line[row]}:${locations.column[row]}`;
  }

  /**
   * In preorder of the dominator tree a subtree is a range: an object is inside another one of a step
   * just when it lies in the range of the last one counted there. What is inside for a step is so for
   * those above it.
   */
  #sumRetained(): void {
    const { retainedSizes, dominators } = this.#analysis;
    const { nodeAtPreorder, subtreeEnd } = layOutPreorder(dominators);
    const coveredUntil = new Uint32Array(this.#steps.length);
    for (let position = 0; position < nodeAtPreorder.length; position++) {
      const node = nodeAtPreorder[position] as NodeOrdinal;
      if (!hasBit(this.#isTarget, node)) continue;
      for (let step = this.#stepOf[node]; coveredUntil[step] <= position; step = this.#steps[step].parent) {
        this.#steps[step].retainedSize += retainedSizes[node];
        coveredUntil[step] = subtreeEnd[position];
        if (step === 0) break;
      }
    }
  }

  /** Tells the ways on which most objects hang. */
  select(depth: number, paths: number): MergedPaths {
    const steps = this.#steps;
    const [{ objectCount, retainedSize, pathCount, endCount }] = steps;
    // No way leads to the root, and yet it is there: Julia's has a size, and so is listed.
    const unreachedCount = endCount - (hasBit(this.#isTarget, this.#analysis.snapshot.graph.root) ? 1 : 0);
    const isTold = this.#chooseSteps(paths);
    const isShown = (step: number): boolean =>
      isTold[step] !== 0 && (depth === 0 || steps[step].depth < depth);
    const omittedBelow = (step: number): OmittedPaths | undefined => {
      const omitted = { pathCount: 0, objectCount: 0 };
      for (const child of steps[step].children) {
        if (isShown(child)) continue;
        omitted.pathCount += steps[child].pathCount;
        omitted.objectCount += steps[child].objectCount;
      }
      return omitted.pathCount > 0 ? omitted : undefined;
    };
    const branches: PathBranch[] = [];
    const shownChildren = (step: number): number[] =>
      steps[step].children
        .filter(isShown)
        // The last of the stack comes first.
        .sort((a, b) => steps[a].objectCount - steps[b].objectCount || b - a);
    const stack = shownChildren(0);
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      branches.push(this.#branchOf(steps[step], omittedBelow(step)));
      for (const child of shownChildren(step)) stack.push(child);
    }
    const omitted = omittedBelow(0);
    return {
      objectCount,
      retainedSize,
      unreachedCount,
      pathCount,
      branches,
      ...(omitted ? { omitted } : {}),
    };
  }

  /** @returns step → 1 if it is on one of the ways to tell */
  #chooseSteps(paths: number): Uint8Array {
    const steps = this.#steps;
    const ends = [...steps.keys()].filter((step) => step > 0 && steps[step].endCount > 0);
    ends.sort((a, b) => steps[b].endCount - steps[a].endCount || a - b);
    const isTold = new Uint8Array(steps.length);
    for (const end of paths === 0 ? ends : ends.slice(0, paths)) {
      for (let step = end; isTold[step] === 0; step = steps[step].parent) isTold[step] = 1;
    }
    return isTold;
  }

  #branchOf(step: Step, omitted: OmittedPaths | undefined): PathBranch {
    const { depth, hop, hold, entryCount, holderCount, listLength } = step;
    if (!hop || !hold) throw new Error('the topmost step is not a branch');
    const isSame = entryCount === 1;
    const isAny = this.#isTableEntry(hold, hop) || hold.form === 'element' || hold.form === 'map entry';
    const shownHold = recordOf(isSame ? this.#names.holdOf(hop) : isAny ? { form: hold.form } : hold);
    const object = this.#names.objectOf(hop.to);
    const location = this.#names.locationOf(hop.to);
    return {
      depth,
      objectCount: step.objectCount,
      retainedSize: step.retainedSize,
      endCount: step.endCount,
      holderCount,
      ...(holderCount === 1 ? { nodeId: this.#analysis.snapshot.graph.nodeId[hop.to] } : {}),
      className: this.#names.classNameOf(hop.to),
      object,
      name: nameText(object),
      ...shownHold,
      label: textOf(labelOf(shownHold)),
      ...(location ? { location } : {}),
      ...(listLength > 1 ? { listLength } : {}),
      ...(omitted ? { omitted } : {}),
    };
  }
}
