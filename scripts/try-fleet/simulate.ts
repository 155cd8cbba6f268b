import { createHash } from 'node:crypto';
import type { ClassRow } from '../../src/tables/classes-table.ts';
import type { SnapshotRow } from '../../src/tables/snapshots-table.ts';
import type { SuspectRow } from '../../src/tables/suspects-table.ts';
import type { Suspect } from '../../src/compare/suspects.ts';
import { SeededRandom } from '../../test/support/seeded-random.ts';

/** A row, and the name of the snapshot it is of. */
export interface Of<Row> {
  readonly snapshot: string;
  readonly row: Row;
}

export interface FleetDay {
  readonly snapshots: readonly Of<SnapshotRow>[];
  readonly classes: readonly Of<ClassRow>[];
  readonly suspects: readonly Of<SuspectRow>[];
}

/** A leak of the fleet, as the seed has it. */
export interface FleetLeak {
  readonly fingerprint: string;
  readonly className: string;
  /** Positions in `builds`: the first one that has it, and the first that has it no more. */
  readonly since: number;
  readonly until: number;
  /** Of the pods, those that do what leaks. */
  readonly share: number;
  readonly bytesPerHour: number;
}

/** What was put into the days, counted apart from the tables. */
export interface LeakTruth {
  readonly pods: Set<number>;
  /** build → pods of it that show the leak */
  readonly podsOfBuild: Map<string, Set<number>>;
  bytes: number;
  hours: number;
}

export const podCount = 1000;
export const dayCount = 30;
export const builds: readonly { readonly name: string; readonly day: number }[] = [
  { name: '1.0.0', day: -1 },
  { name: '1.1.0', day: 4 },
  { name: '1.2.0', day: 9 },
  { name: '1.3.0', day: 14 },
  { name: '1.4.0', day: 19 },
  { name: '1.5.0', day: 24 },
];
const never = builds.length;
const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
const leakOf = (className: string, leak: Omit<FleetLeak, 'fingerprint' | 'className'>): FleetLeak => ({
  ...leak,
  className,
  fingerprint: fingerprintOf(className),
});
export const leaks: readonly FleetLeak[] = [
  leakOf('Session', { since: 1, until: 5, share: 1, bytesPerHour: 2_000_000 }),
  leakOf('Subscription', { since: 2, until: never, share: 1, bytesPerHour: 600_000 }),
  leakOf('ExportJob', { since: 4, until: never, share: 0.3, bytesPerHour: 5_000_000 }),
];
const healthyClasses = Array.from({ length: 20 }, (_, index) => `Healthy${index}`);
const dayMs = 24 * 3600 * 1000;
const firstDay = Date.UTC(2026, 9, 1);
const restartChance = 0.05;

interface Pod {
  readonly index: number;
  readonly firstDay: number;
  /** Rollouts reach it on the first day, or the next. */
  readonly delay: number;
  readonly leaks: readonly FleetLeak[];
  build: number;
  /** Day on which its process was started, and how much of each leak it has gathered. */
  started: number;
  pid: number;
  readonly gathered: Map<FleetLeak, number>;
  previous: string;
}

/** A thousand pods, a snapshot each day. Everything follows from the seed. */
export class Fleet {
  readonly truth: ReadonlyMap<FleetLeak, LeakTruth> = new Map(
    leaks.map((leak) => [leak, { pods: new Set(), podsOfBuild: new Map(), bytes: 0, hours: 0 }]),
  );
  readonly #random: SeededRandom;
  readonly #pods: readonly Pod[];

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    this.#random = random;
    this.#pods = Array.from({ length: podCount }, (_, index) => {
      const isLate = random.chance(0.05);
      const start = isLate ? 1 + random.below(20) : 0;
      return {
        index,
        firstDay: start,
        delay: random.below(2),
        leaks: leaks.filter(({ share }) => random.chance(share)),
        build: -1,
        started: start,
        pid: 1,
        gathered: new Map(),
        previous: '',
      };
    });
  }

  /** To be called for each day in turn. */
  makeDay(day: number): FleetDay {
    const snapshots: Of<SnapshotRow>[] = [];
    const classes: Of<ClassRow>[] = [];
    const suspects: Of<SuspectRow>[] = [];
    for (const pod of this.#pods) {
      if (day < pod.firstDay) continue;
      this.#live(pod, day);
      const name = `api-${pod.index}.${day}-${fingerprintOf(`${pod.index} ${day}`).slice(0, 12)}`;
      const own = this.#classesOf(pod, day);
      classes.push(...own.map((row) => ({ snapshot: name, row })));
      const found = day > pod.started ? this.#suspectsOf(pod, day) : [];
      suspects.push(...found.map((row) => ({ snapshot: name, row })));
      snapshots.push({ snapshot: name, row: this.#rowOf(pod, day, name, own) });
      pod.previous = name;
    }
    return { snapshots, classes, suspects };
  }

  /** A day passes: a rollout or a restart begins a process, and what leaks gathers. */
  #live(pod: Pod, day: number): void {
    const build = builds.findLastIndex((one) => one.day + pod.delay <= day);
    if (build !== pod.build || this.#random.chance(restartChance)) {
      pod.build = build;
      pod.started = day;
      pod.pid = 2 + this.#random.below(30_000);
      pod.gathered.clear();
    }
  }

  #classesOf(pod: Pod, day: number): ClassRow[] {
    const age = day - pod.started;
    const rows = healthyClasses.map((className, index): ClassRow => {
      const usual = 20_000 * (index + 1);
      const warm = Math.min(1, 0.6 + 0.2 * age);
      return this.#classRow(
        className,
        index,
        Math.round(usual * warm * (0.95 + 0.1 * this.#random.fraction())),
      );
    });
    for (const leak of leaks) {
      if (pod.build < leak.since) continue;
      const gathered = pod.gathered.get(leak) ?? 0;
      rows.push(this.#classRow(leak.className, rows.length, 50_000 + gathered));
    }
    return rows;
  }

  #classRow(className: string, index: number, retainedSize: number): ClassRow {
    return {
      index,
      heapClass: { key: `7,${index},2,${className}`, className, origin: 'program', kind: 'instance' },
      location: `file:///srv/app/${className.toLowerCase()}.js:${index + 1}:3`,
      count: Math.ceil(retainedSize / 400),
      selfSize: Math.ceil(retainedSize / 5),
      retainedSize,
      distance: 5,
    };
  }

  #suspectsOf(pod: Pod, day: number): SuspectRow[] {
    const rows: SuspectRow[] = [];
    const add = (className: string, fingerprint: string, growth: number, confidence: number): void => {
      const suspect = suspectOf(rows.length + 1, className, fingerprint, growth, confidence);
      rows.push({ suspect, baseline: pod.previous, snapshotCount: 2, seconds: dayMs / 1000 });
    };
    for (const leak of pod.leaks) {
      if (pod.build < leak.since || pod.build >= leak.until) continue;
      const growth = Math.round(leak.bytesPerHour * 24 * (0.8 + 0.4 * this.#random.fraction()));
      pod.gathered.set(leak, (pod.gathered.get(leak) ?? 0) + growth);
      add(leak.className, leak.fingerprint, growth, 0.8 + 0.15 * this.#random.fraction());
      this.#count(leak, pod, growth);
    }
    // What warms up is taken for a leak now and then, mostly with little confidence, and in no two pods alike with much.
    if (this.#random.chance(0.02)) {
      const className = this.#random.pick(healthyClasses);
      add(className, fingerprintOf(className), 40_000, 0.2 + 0.4 * this.#random.fraction());
    }
    if (this.#random.chance(0.001)) add('Rare', fingerprintOf(`rare ${pod.index} ${day}`), 90_000, 0.8);
    return rows;
  }

  #count(leak: FleetLeak, { index, build }: Pod, growth: number): void {
    const truth = this.truth.get(leak);
    if (!truth) throw new Error('every leak is counted');
    const { name } = builds[build] ?? { name: '' };
    const own = truth.podsOfBuild.get(name) ?? new Set();
    truth.podsOfBuild.set(name, own.add(index));
    truth.pods.add(index);
    truth.bytes += growth;
    truth.hours += 24;
  }

  #rowOf(pod: Pod, day: number, name: string, own: readonly ClassRow[]): SnapshotRow {
    const totalSize = own.reduce((sum, { retainedSize }) => sum + retainedSize, 0);
    const isCompared = day > pod.started;
    return {
      file: `${name.replace(/-\w+$/, '')}.heapsnapshot`,
      sha256: createHash('sha256').update(name).digest('hex'),
      fileBytes: totalSize * 2,
      nodeCount: 1000,
      edgeCount: 4000,
      objectCount: own.reduce((sum, { count }) => sum + count, 0),
      totalSize,
      extraNativeSize: 0,
      labels: { build: builds[pod.build]?.name ?? '' },
      process: {
        takenAt: firstDay + day * dayMs + pod.index * 1000,
        host: `api-${pod.index}`,
        pid: pod.pid,
        nodeVersion: '22.12.0',
        v8Version: '12.4.254.21-node.21',
        uptimeSeconds: ((day - pod.started) * dayMs) / 1000 + 60,
        cpuSeconds: (day - pod.started) * 9000,
        rss: totalSize * 2,
        heapUsed: totalSize,
        heapTotal: totalSize + 1_000_000,
        external: 2_000_000,
        arrayBuffers: 50_000,
      },
      comparison: isCompared
        ? { name, position: 1, verdict: { result: 'inconclusive', confidence: 0.5 } }
        : null,
    };
  }
}

/** The fields of a suspect that its table has. */
function suspectOf(
  rank: number,
  className: string,
  fingerprint: string,
  growth: number,
  confidence: number,
): Suspect {
  const facts: Partial<Suspect> = {
    rank,
    className,
    fingerprint,
    fingerprintOf: `${className} ‹ Map value ‹ variable all in ${className.toLowerCase()}.js`,
    kind: 'object',
    form: 'objects',
    confidence,
    heldCounts: [Math.ceil(growth / 400)],
    heldSizes: [growth],
    retainedGrowth: growth,
    growthShare: 0.5,
    holder: {
      className: 'Map',
      nodeId: 42 as Suspect['holder']['nodeId'],
      edge: 'variable all',
      edgeParts: [],
      pathLength: 1,
    },
    path: [],
  };
  return facts as Suspect;
}
