import type { BitSet } from '../heap/bit-set.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { textsOf, type Sentence } from '../base/sentence.ts';
import type { Bytes } from '../base/units.ts';
import { adviseFolding, withoutAddress } from './address-names.ts';
import { aggregate, type ClassAggregates, type ClassSummary, type SnapshotInfo } from './aggregate.ts';
import { classify, type Classification } from './classes.ts';
import { findDetached } from './detachedness.ts';
import { computeDistances } from './distances.ts';
import { computeDominators, type DominatorTree } from './dominators.ts';
import { findExports } from './module-exports.ts';
import { computeRetainedSizes } from './retained-sizes.ts';
import { buildRetainers, type Retainers } from './retainers.ts';
import { findRetainingEdges } from './retaining-edges.ts';
import { findUserRoots } from './roots.ts';
import { inferShapes, type ShapeDefinition } from './shapes.ts';
import { computeShallowSizes } from './shallow-sizes.ts';
import { describeScriptSource, type ScriptSource } from './script-sources.ts';
import { findScripts, type Script, type ScriptLocation } from './scripts.ts';
import { findShortestPaths } from './shortest-paths.ts';
import { computeStatistics, type Statistics } from './statistics.ts';
import { WellKnownNames } from './well-known-names.ts';

/** Leads from a place in a script to where it comes from; `sourceOf` tells what the snapshot knows of the script. */
export type LocationMapping = (
  location: ScriptLocation,
  sourceOf: () => ScriptSource | undefined,
) => ScriptLocation;

export interface AnalysisOptions {
  /** Told what is about to be computed, for a progress display; what it throws ends the analysis. */
  readonly onPhase?: ((phase: string) => void) | undefined;
  /** Leads from a place in a script to where it comes from, as source maps do. */
  readonly mapLocation?: LocationMapping | undefined;
  /** Lists `Object 0x1234` under `Object`: some writers of the format call each object by its address. */
  readonly foldAddresses?: boolean | undefined;
}

/**
 * What follows from one snapshot. Each result is computed when first asked for, then kept; drop the
 * whole to free it. Costs are those of the functions behind.
 */
export class Analysis {
  readonly snapshot: Snapshot;
  readonly names: WellKnownNames;
  /** The nodes the program itself starts from; none in Chrome's snapshots and those with internals exposed. */
  readonly userRoots: readonly NodeOrdinal[];
  readonly #results = new Map<string, unknown>();
  readonly #onPhase: (phase: string) => void;
  readonly #mapLocation: LocationMapping;
  readonly #foldAddresses: boolean;

  constructor(
    snapshot: Snapshot,
    { onPhase = () => {}, mapLocation = (location) => location, foldAddresses = false }: AnalysisOptions = {},
  ) {
    this.#onPhase = onPhase;
    this.#mapLocation = mapLocation;
    this.#foldAddresses = foldAddresses;
    this.snapshot = snapshot;
    this.names = new WellKnownNames(snapshot.strings);
    this.userRoots = findUserRoots(snapshot.graph, this.names);
  }

  #once<T>(phase: string, compute: () => T): T {
    if (!this.#results.has(phase)) {
      this.#onPhase(phase);
      this.#results.set(phase, compute());
    }
    return this.#results.get(phase) as T;
  }

  /** Says what is about to be computed outside: whoever owns the process may collect garbage. */
  startPhase(phase: string): void {
    this.#onPhase(phase);
  }

  /** NodeOrdinal → whether it hangs on no document; undefined where the file knows of none. */
  get detached(): BitSet | undefined {
    return this.#once('detached nodes', () => findDetached(this.snapshot.graph));
  }

  /** EdgeOrdinal → whether it keeps its target alive. */
  get retainingEdges(): BitSet {
    return this.#once('retaining edges', () =>
      findRetainingEdges(this.snapshot.graph, this.snapshot.strings, this.names),
    );
  }

  /** NodeOrdinal → bytes of the object with its inner parts. */
  get shallowSizes(): NodeColumn<Bytes> {
    return this.#once('shallow sizes', () =>
      computeShallowSizes(this.snapshot.graph, this.names, this.detached, this.userRoots.length > 0),
    );
  }

  get dominators(): DominatorTree {
    const { retainingEdges } = this;
    return this.#once('dominators', () => computeDominators(this.snapshot.graph, retainingEdges));
  }

  /** NodeOrdinal → bytes freed with it. */
  get retainedSizes(): NodeColumn<Bytes> {
    const { dominators, shallowSizes } = this;
    return this.#once('retained sizes', () => computeRetainedSizes(dominators, shallowSizes));
  }

  /** NodeOrdinal → edges from the root. */
  get distances(): NodeColumn {
    return this.#once('distances', () =>
      computeDistances(this.snapshot.graph, this.snapshot.strings, this.names, this.userRoots),
    );
  }

  /** Which edges point at each node; weak ones too. */
  get retainers(): Retainers {
    return this.#once('retainers', () => buildRetainers(this.snapshot.graph));
  }

  /** NodeOrdinal → the edge into it on the shortest way from a root; `noEdge` for the root. */
  get shortestPaths(): NodeColumn<EdgeOrdinal> {
    const { retainingEdges } = this;
    return this.#once('shortest paths', () =>
      findShortestPaths(
        this.snapshot.graph,
        this.snapshot.strings,
        retainingEdges,
        this.names,
        this.userRoots,
      ),
    );
  }

  /** Cell of a variable that a module exports → the name it is exported by. */
  get moduleExports(): ReadonlyMap<NodeOrdinal, StringIndex> {
    return this.#once('exports', () => findExports(this.snapshot, this.names));
  }

  /** By script id. */
  get scripts(): ReadonlyMap<number, Script> {
    return this.#once('scripts', () => findScripts(this.snapshot));
  }

  /** The place to show for one in a script: with the script's URL, or in the source it was made from. */
  locate(location: ScriptLocation): ScriptLocation {
    const { scriptId, line, column } = location;
    const script = this.scripts.get(scriptId);
    const url = location.url ?? script?.url;
    return this.#mapLocation(
      { scriptId, line, column, ...(url === undefined ? {} : { url }) },
      () => script && describeScriptSource(this.snapshot, script),
    );
  }

  /** NodeOrdinal → its row in the snapshot's locations, plus 1; 0 for a node without one. */
  get locationRows(): NodeColumn {
    return this.#once('locations', () => {
      const { graph, locations } = this.snapshot;
      const rows = new Uint32Array(graph.nodeCount);
      for (let row = 0; row < locations.count; row++) rows[locations.node[row]] = row + 1;
      return asNodeColumn(rows);
    });
  }

  /** The class of every node, plain objects by this snapshot's own shapes. */
  get classification(): Classification {
    return this.#once('classification', () => this.classify());
  }

  /** The shapes of this snapshot's own plain objects. */
  get shapes(): readonly ShapeDefinition[] {
    return this.#once('shapes', () => inferShapes(this.snapshot, this.names));
  }

  /** What the root retains, plus the header's bytes outside V8's heap. */
  get totalSize(): Bytes {
    return this.retainedSizes[this.snapshot.graph.root] + this.snapshot.extraNativeBytes;
  }

  get info(): SnapshotInfo {
    const { path, fileBytes, graph } = this.snapshot;
    return {
      path,
      fileBytes,
      nodeCount: graph.nodeCount,
      edgeCount: graph.edgeCount,
      totalSize: this.totalSize,
    };
  }

  /** @param shapes this snapshot's own, or another's; computed anew for each call */
  classify(shapes: readonly ShapeDefinition[] = this.shapes): Classification {
    const { scripts } = this;
    this.#onPhase('classes');
    const nameOf = this.#foldAddresses ? withoutAddress : undefined;
    return classify(this.snapshot, this.names, this.detached, shapes, scripts, nameOf);
  }

  /** Counts and sizes by class, in the order of the classification's classes. */
  aggregate(classification: Classification): ClassAggregates {
    const { shallowSizes, retainedSizes, distances, dominators } = this;
    this.#onPhase('totals');
    return aggregate(classification, shallowSizes, retainedSizes, distances, dominators);
  }

  get statistics(): Statistics {
    return this.#once('statistics', () =>
      computeStatistics(this.snapshot, this.names, this.detached, this.shallowSizes, this.totalSize),
    );
  }
}

/** Everything Chrome DevTools' Summary and Statistics show of a snapshot. */
export interface SnapshotSummary {
  readonly snapshot: SnapshotInfo;
  /** What is odd about the file. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  readonly statistics: Statistics;
  /** In no promised order. */
  readonly classes: readonly ClassSummary[];
}

export function summarize(analysis: Analysis): SnapshotSummary {
  const classification = analysis.classify();
  const classes: ClassSummary[] = [];
  for (const [index, totals] of analysis.aggregate(classification).entries()) {
    const heapClass = classification.classes[index];
    if (totals && heapClass) classes.push({ ...heapClass, ...totals });
  }
  const { snapshot } = analysis;
  const warnings = [...snapshot.warnings, ...adviseFolding(snapshot.path, classification.classes)];
  return {
    snapshot: analysis.info,
    warnings: textsOf(warnings),
    warningsParts: warnings,
    statistics: analysis.statistics,
    classes,
  };
}
