import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import { SiteNumbers } from '../analysis/code-sites.ts';
import { followInternal } from '../analysis/named-edges.ts';
import { termOfRoot } from '../analysis/roots.ts';
import { NameTag } from '../analysis/well-known-names.ts';
import {
  next,
  type ClassIndex,
  type EdgeOrdinal,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import { sum, type Bytes } from '../base/units.ts';
import { mergeSiblings } from './merge-siblings.ts';
import { findGrownInPlace, growsAlone } from './grown-alone.ts';
import { Tally, type HeldClass } from './held-class.ts';
import { isEngineKind, isProgramKind, noHolder, type Holder, type HolderMap } from './holders.ts';
import type { Moment } from './moments.ts';

/** Less than this in all is not worth a person's time. */
export const minBytes: Bytes = 1000;
export const minCount = 3;
/** So few objects are something if they weigh that much. */
const minHeavyBytes: Bytes = 16_000;
/** Holders looked into: a heap has a few dozen that grow at all. */
const maxCandidates = 64;

/** In which way memory gathers at a place. */
export type GatheringForm =
  /** New objects hang on an old one. */
  | 'objects'
  /** One object grows: its own table or backing store, or what a reference leads to is replaced by something bigger. */
  | 'in place';

/** A place where memory may gather. */
export interface Candidate {
  readonly holder: Holder;
  /** Several objects hold, which are alike and hang on the holder: the classes on the way to it; else empty. */
  readonly way: readonly ClassIndex[];
  /** Modules were loaded there, each once. */
  readonly isLoading: boolean;
  readonly form: GatheringForm;
  /** Of what grows by being replaced, the reference of the holder that leads to it. */
  readonly slot: EdgeOrdinal | undefined;
  /** What names it best. */
  readonly named: HeldClass;
  /** Why it may be there for the moment only, where that is seen. */
  readonly moment?: Moment | undefined;
  /** They are kept in a way that is that of no cache, and nothing else leads to them (`without-limit.ts`). */
  readonly hasNoLimit?: boolean;
}

/** A few of those that gather at a place, for what takes long to ask of each. */
export function objectsAsked({ named: { sample, newest } }: Candidate): NodeOrdinal[] {
  return [...new Set([sample, ...newest])];
}

/**
 * The places where memory has gathered since the first snapshot, most bytes first: those a leak is among.
 * Time O(nodes).
 */
export function findCandidates(
  analysis: Analysis,
  classification: Classification,
  bornIn: Uint8Array,
  map: HolderMap,
  intervalCount: number,
): Candidate[] {
  const { graph } = analysis.snapshot;
  const { holderOf, depthOf } = map;
  const { places, placeOf } = mergeSiblings(analysis, classification, map);
  const chosen = places
    .filter(({ holder, bytes }) => {
      const isMuch = sum(holder.counts) >= minCount || bytes >= minHeavyBytes;
      return (
        bytes >= minBytes &&
        isMuch &&
        !holder.isCode &&
        (holder.variable !== undefined || !isEngineKind(graph.nodeKind[holder.node])) &&
        !isMomentary(analysis, holder.node)
      );
    })
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, maxCandidates);
  const sites = new SiteNumbers();
  const looks = new Map(chosen.map((place) => [place, new Look(place.holder, analysis, sites)]));

  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    const row = holderOf[node];
    const look = row === noHolder ? undefined : looks.get(placeOf[row]);
    if (!look) continue;
    // Numbers are a table's own.
    if (depthOf[node] <= 1 && graph.nodeKind[node] !== NodeKind.number) {
      look.meet(node, analysis.retainedSizes[node]);
    }
    if (graph.nodeKind[node] === NodeKind.closure) {
      const script = newScriptOf(analysis, bornIn, node);
      look.addClosure(script, script === undefined ? '' : graphText(analysis, script));
    }
    if (!isProgramKind(graph.nodeKind[node]) || isPrototype(analysis, node)) continue;
    look.tally.add(node, classification.classOf[node], bornIn[node] - 1, depthOf[node]);
  }
  const gathering = chosen.flatMap((place): Candidate[] => {
    const { holder, parts, bytes, way } = place;
    const look = looks.get(place);
    if (!look) return [];
    const isLoading = look.isLoading();
    const grown = growsAlone(analysis, classification, holder, parts, look.top, bytes);
    if (grown) return [{ holder, way, isLoading, form: 'in place', ...grown }];
    const named = look.tally.chooseName(classification);
    return named ? [{ holder, way, isLoading, form: 'objects', slot: undefined, named }] : [];
  });
  return [...gathering, ...findGrownInPlace(analysis, classification, bornIn, intervalCount)];
}

/** What only the stack and handles hold is work in progress; V8's table of strings keeps none alive. */
function isMomentary({ snapshot: { graph, strings } }: Analysis, node: NodeOrdinal): boolean {
  return graph.nodeKind[node] === NodeKind.synthetic && termOfRoot(graph, strings, node) !== 'lasting';
}

/** What is seen of a place in one pass over the nodes. */
class Look {
  readonly tally: Tally;
  /** Of what hangs on it directly, what retains most. */
  top: NodeOrdinal | undefined;
  #topSize: Bytes = -1;
  #closureCount = 0;
  #newClosureCount = 0;
  /** Script → its URL */
  readonly #urlOf = new Map<NodeOrdinal, string>();
  readonly #holder: Holder;

  constructor(holder: Holder, analysis: Analysis, sites: SiteNumbers) {
    this.tally = new Tally(holder, analysis, sites);
    this.#holder = holder;
  }

  meet(node: NodeOrdinal, size: Bytes): void {
    if (size <= this.#topSize) return;
    this.top = node;
    this.#topSize = size;
  }

  /** @param script the script it is of, if it was loaded when the function was made; undefined if not */
  addClosure(script: NodeOrdinal | undefined, url: string): void {
    this.#closureCount++;
    if (script === undefined || url === '') return;
    this.#newClosureCount++;
    this.#urlOf.set(script, url);
  }

  /**
   * Whether modules were loaded here, each once: most functions are the first of their code, or some are, and there are
   * as many new files as things that hang on the place. Code that is evaluated has no file and may be made for each
   * request; a file that is loaded again and again is a leak.
   */
  isLoading(): boolean {
    const { counts, entryCounts } = this.#holder;
    const isOnce = new Set(this.#urlOf.values()).size === this.#urlOf.size;
    const isOfFiles =
      this.#urlOf.size >= sum(entryCounts) * mostlyLoaded &&
      this.#newClosureCount >= this.#closureCount * minClosureShare;
    const isCode =
      this.#newClosureCount >= this.#closureCount * mostlyLoaded &&
      this.#closureCount >= sum(counts) * minClosureShare;
    return this.#newClosureCount > 0 && isOnce && (isOfFiles || isCode);
  }
}

const mostlyLoaded = 0.7;
const minClosureShare = 0.1;

/** The script of a function, if the function is as young as its code: its first instance. */
function newScriptOf(
  { snapshot }: Analysis,
  bornIn: Uint8Array,
  closure: NodeOrdinal,
): NodeOrdinal | undefined {
  const shared = followInternal(snapshot, closure, 'shared');
  if (shared === undefined || bornIn[shared] !== bornIn[closure]) return undefined;
  const script = followInternal(snapshot, shared, 'script_or_debug_info', 'script');
  return script === undefined || bornIn[script] === 0 ? undefined : script;
}

function graphText({ snapshot: { graph, strings } }: Analysis, node: NodeOrdinal): string {
  return strings.at(graph.nodeName[node]);
}

/**
 * A class that is being defined, and no instance of one: a program makes each once, when it gets there. A
 * prototype and its function lead to each other. An instance may have a property of that name, too: where all
 * methods are bound, it leads to the bound constructor, which has no prototype.
 */
function isPrototype({ snapshot: { graph }, names }: Analysis, node: NodeOrdinal): boolean {
  const { firstEdge, edgeKind, edgeName, edgeTarget, nodeKind } = graph;
  if (nodeKind[node] !== NodeKind.object) return false;
  for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
    if (edgeKind[edge] !== EdgeKind.property) continue;
    if (names.tagOf(edgeName[edge] as StringIndex) !== NameTag.constructor) continue;
    const maker = edgeTarget[edge];
    if (nodeKind[maker] !== NodeKind.closure) return false;
    for (let back = firstEdge[maker]; back < firstEdge[next(maker)]; back++) {
      if (edgeTarget[back] === node) return true;
    }
    return false;
  }
  return false;
}
