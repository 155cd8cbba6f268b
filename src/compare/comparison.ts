import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { joinSentences, name, sentence, textsOf, type Sentence } from '../base/sentence.ts';
import { SnapdiffError } from '../base/errors.ts';
import { IdSet } from '../heap/id-set.ts';
import { maxSeriesLength } from './births.ts';
import type { Census } from './census.ts';
import { hasObject } from './object-ids.ts';
import { measureActivity, measureReplaced, measureTurnover } from './turnover.ts';
import {
  followClasses,
  gatherHistories,
  measurePoint,
  measureWork,
  type SeriesPoint,
} from './class-histories.ts';
import { checkSameProcess, type MatchedBy } from './comparability.ts';
import type { MeasuredWork, ProcessContext } from './context.ts';
import { withoutAges, type DetailLevel, type HeapDetails } from './heap-details.ts';
import { diffCensuses, hasChanged, type CensusDiff, type ComparedClass, type TotalChange } from './diff.ts';
import {
  askEarlier,
  countEarlier,
  countNewest,
  draftEarlier,
  draftNewest,
  type NewestSnapshot,
} from './newest.ts';
import { judgeCandidates, type LeakJudgement } from './judge-candidates.ts';
import { verdictOf } from './verdict.ts';

/** Two snapshots or more compared class by class, and what in them leaks: everything a report chooses from. */
export interface Comparison extends LeakJudgement {
  /** In the order they were taken; two as they were given. */
  readonly snapshots: readonly SnapshotInfo[];
  /** Of three or more always `id`. */
  readonly matchedBy: MatchedBy;
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  /** Two of one process, the later one first. */
  readonly isSwapped: boolean;
  /** What the process did from the first to the last, if these have sidecars. */
  readonly context?: ProcessContext;
  /** What a page draws of the last snapshot; only where it was asked for. */
  readonly details?: HeapDetails;
  /** The last snapshot against the first, over all classes. */
  readonly totals: TotalChange;
  /** All classes, also the unchanged ones; in no promised order. */
  readonly classes: readonly ComparedClass[];
  /**
   * What people compare by hand: each snapshot with the one before it and with the first. Empty for two,
   * where it would be the comparison itself once more.
   */
  readonly pairs: readonly ComparedPair[];
}

/** Two snapshots of a longer series compared, as if there were no others. */
export interface ComparedPair {
  /** Index of a snapshot. */
  readonly baseline: number;
  readonly current: number;
  /** Over all classes. */
  readonly totals: TotalChange;
  /** Those with anything added, removed or resized; in no promised order. */
  readonly classes: readonly ComparedClass[];
}

export interface CompareOptions {
  /** Pairs the objects of two snapshots this way, whatever they look like; without it what they look like decides. */
  readonly matchBy?: MatchedBy;
  /** The snapshots are of a scenario: the same work in each interval, of which nothing should stay. */
  readonly isControlled?: boolean;
  /** Takes from the newest snapshot also what a page draws of it. */
  readonly details?: DetailLevel;
}

/**
 * Compares two analyses or more. Two may be of two processes: these are told apart, and compared by class
 * name. More are of one process, and are put in the order they were taken, by their ids.
 *
 * @throws SnapdiffError for less than two, for too many, and for three or more of different processes
 */
export function compareSnapshots(analyses: readonly Analysis[], options: CompareOptions = {}): Comparison {
  checkSnapshotCount(analyses.length);
  const given = analyses.map(({ snapshot }) => snapshot.path);
  const { order, warnings } = putInOrder(
    given,
    analyses.map(({ snapshot }) => new IdSet(snapshot.graph.nodeId)),
  );
  const earlier = order.slice(0, -1);
  const newest = countNewest(
    draftNewest(
      analyses[order[earlier.length].position],
      earlier.map(({ ids }) => ids),
      options.details,
    ),
  );
  const comparing = new Comparing(
    newest,
    earlier.map(({ ids }) => ids),
    { ...options, warnings },
  );
  const question = askEarlier(newest);
  for (const [index, { position }] of earlier.entries()) {
    const before = earlier.slice(0, index).map(({ ids }) => ids);
    comparing.add(countEarlier(draftEarlier(analyses[position], question, before)));
  }
  return comparing.finish();
}

/** @throws SnapdiffError */
export function checkSnapshotCount(count: number): void {
  if (count < 2) throw new SnapdiffError(`expected two snapshots or more, got ${count}`);
  if (count > maxSeriesLength) {
    throw new SnapdiffError(`a comparison has ${maxSeriesLength} snapshots at most, here are ${count}`);
  }
}

/** One of several snapshots, by its position among those given. */
export interface Ordered {
  readonly position: number;
  readonly ids: IdSet;
}

/**
 * Three snapshots or more in the order they were taken, which the ids in them tell. Two stay as they are:
 * they may be of two processes, and what is meant as the baseline is for the user to say.
 *
 * @param times milliseconds since 1970, for those of which nothing was made in between
 */
export function putInOrder(
  paths: readonly string[],
  ids: readonly IdSet[],
  times: readonly number[] = paths.map(() => 0),
): { order: readonly Ordered[]; warnings: readonly Sentence[] } {
  const positions = [...paths.keys()];
  if (paths.length > 2) {
    positions.sort((a, b) => ids[a].highestJsId - ids[b].highestJsId || times[a] - times[b] || a - b);
  }
  const isMoved = positions.some((position, index) => paths[position] !== paths[index]);
  const names = joinSentences(
    positions.map((position) => [name(paths[position])]),
    ', ',
  );
  return {
    order: positions.map((position) => ({ position, ids: ids[position] })),
    warnings: isMoved
      ? [sentence`The files were put in the order they were taken, by the ids in them: ${names}.`]
      : [],
  };
}

interface ComparingOptions extends CompareOptions {
  /** To stand before the others. */
  readonly warnings: readonly Sentence[];
  /** What was done, where it was measured. */
  readonly work?: MeasuredWork | undefined;
}

/**
 * Compares snapshots one after another. Kept of them are their classes and three censuses: of the first, of
 * the newest, and of the one before the one that is added.
 */
export class Comparing {
  readonly #newest: NewestSnapshot;
  readonly #earlier: readonly IdSet[];
  readonly #options: ComparingOptions;
  readonly #points: SeriesPoint[] = [];
  readonly #pairs: ComparedPair[] = [];
  readonly #places: Census['places'][] = [];
  readonly #warnings: Sentence[] = [];
  #first: Census | undefined;
  #previous: Census | undefined;
  /** The one added last against the first. */
  #overall: CensusDiff | undefined;

  /** @param earlier ids of the snapshots before the newest, in their order; none of a baseline that can be read only once */
  constructor(newest: NewestSnapshot, earlier: readonly IdSet[], options: ComparingOptions) {
    this.#newest = newest;
    this.#earlier = earlier;
    this.#options = options;
  }

  /** Of two snapshots nobody needs what is told by a third. */
  get #isSeries(): boolean {
    return this.#earlier.length > 1;
  }

  /**
   * Adds the snapshots before the newest, in their order.
   *
   * @param census taken with that of the newest at hand, so that plain objects pair
   * @throws SnapdiffError when it is one of three or more, and of another process
   */
  add(census: Census): void {
    const index = this.#places.length;
    if (this.#isSeries) {
      checkSameProcess(census, this.#newest.census);
      this.#points.push(measurePoint(census, this.#earlier.slice(0, index)));
    }
    this.#places.push(census.places);
    this.#warnings.push(...census.warnings);
    if (this.#first) this.#overall = this.#compare(0, this.#first, index, census);
    if (this.#previous && index > 1) this.#compare(index - 1, this.#previous, index, census);
    this.#first ??= census;
    this.#previous = census;
  }

  #compare(baseline: number, before: Census, current: number, after: Census): CensusDiff {
    const diff = diffCensuses(before, after, this.#isSeries ? 'id' : this.#options.matchBy);
    if (this.#isSeries) {
      this.#pairs.push({ baseline, current, totals: diff.totals, classes: diff.classes.filter(hasChanged) });
    }
    return diff;
  }

  /** Adds the newest, and judges. */
  finish(): Comparison {
    const { census, candidates } = this.#newest;
    const details = this.#newest.details?.();
    this.add(census);
    const [first, overall] = [this.#first, this.#overall];
    if (!first || !overall) throw new Error('a comparison needs a snapshot before the newest');
    const { isControlled } = this.#options;
    const histories = this.#isSeries ? gatherHistories(this.#points) : [];
    const replaced = measureReplaced(histories);
    const { work } = this.#options;
    const intervals = {
      work: work?.seconds ?? (this.#isSeries ? measureWork(this.#points) : [1]),
      isMeasured: work !== undefined,
      past: work?.past,
      isControlled,
      turnover: measureTurnover(replaced),
      activity: measureActivity(replaced),
    };
    const classes = this.#isSeries ? followClasses(histories, overall.classes, intervals) : overall.classes;
    const snapshots = this.#isSeries ? this.#points.map(({ info }) => info) : [first.info, census.info];
    const unjudged = whyUnjudged(overall, this.#earlier);
    const warnings = [...this.#options.warnings, ...this.#warnings, ...overall.warnings];
    const judgement = judgeCandidates(
      unjudged === undefined ? candidates : [],
      classes,
      snapshots.map(({ totalSize }) => totalSize),
      this.#places,
      this.#places[0].map(
        ({ nodeId }) => nodeId !== undefined && hasObject({ ids: census.objectId }, nodeId),
      ),
      intervals,
    );
    return {
      snapshots,
      matchedBy: overall.matchedBy,
      warnings: textsOf(warnings),
      warningsParts: warnings,
      isSwapped: overall.isSwapped,
      ...(details && { details: overall.matchedBy === 'id' ? details : withoutAges(details) }),
      totals: overall.totals,
      classes,
      pairs: this.#pairs,
      ...judgement,
      ...(unjudged !== undefined && { verdict: verdictOf('inconclusive', 0, [unjudged]) }),
    };
  }
}

/** Why nothing can be said of who leaks; undefined when something can. */
function whyUnjudged({ matchedBy, isSwapped }: CensusDiff, earlier: readonly IdSet[]): string | undefined {
  if (matchedBy !== 'id') {
    return (
      'Objects cannot be followed from one process, or session with an inspector, into another; take both ' +
      'snapshots of one.'
    );
  }
  if (isSwapped) {
    return 'The baseline is newer than the current snapshot; swap the two files.';
  }
  if (earlier.length === 0) {
    return (
      'Suspects need the ids of the baseline before the current snapshot is read, and a pipe can be read ' +
      'only once; write the baseline to a file first.'
    );
  }
  return undefined;
}
