import { compareText } from '../base/compare-text.ts';
import { sum, type Bytes } from '../base/units.ts';
import type { Past } from './course.ts';
import type { Suspect } from './suspects.ts';

/** What a process was when a snapshot of it was taken, as the file beside the snapshot tells. */
export interface ProcessFacts {
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly pid: number;
  /** 0 is the main thread. Absent where the sidecar does not tell. */
  readonly threadId?: number;
  readonly hostname: string;
  readonly rss: Bytes;
  readonly heapUsed: Bytes;
  /** Absent where the sidecar does not tell. */
  readonly heapTotal?: Bytes;
  readonly external: Bytes;
  readonly arrayBuffers: Bytes;
  /** Processor time of the process so far; undefined where the sidecar does not tell. */
  readonly cpuSeconds: number | undefined;
  /** Since the process was started. Absent where the sidecar does not tell. */
  readonly uptimeSeconds?: number;
  /** How long writing the snapshot took, which is work of its own; 0 while nobody knows. */
  readonly captureSeconds: number;
  /** null where the system does not tell. */
  readonly sockets: readonly SocketFacts[] | null;
}

/** TCP sockets of one process that lead to one place in one state. */
export interface SocketFacts {
  /** `10.0.0.7:443`; of a connection that came in, the address alone. */
  readonly remote: string;
  /** As `ss` and `netstat` call it: ESTABLISHED, CLOSE_WAIT, … */
  readonly state: string;
  readonly count: number;
}

/** What the process did between two snapshots, beside its heap. Pairs are baseline and current. */
export interface ProcessContext {
  /** Between the two. */
  readonly seconds: number;
  readonly rss: readonly [Bytes, Bytes];
  readonly heapUsed: readonly [Bytes, Bytes];
  readonly external: readonly [Bytes, Bytes];
  readonly arrayBuffers: readonly [Bytes, Bytes];
  /** TCP sockets that are open but those that listen, in all; null where the system does not tell. */
  readonly openSockets: readonly [number, number] | null;
  /** By where they lead, the most grown first; of a hundred places at most. */
  readonly socketsByRemote: readonly RemoteSockets[];
  /** The sockets to more places than those, summed up. */
  readonly otherSockets?: OtherSockets;
  /** Suspects beside the sockets that may be theirs: as many more objects retained as sockets open, or nearly. */
  readonly beside: readonly ObjectsBesideSockets[];
}

export interface RemoteSockets {
  readonly remote: string;
  readonly state: string;
  /** Open. */
  readonly counts: readonly [number, number];
}

export interface OtherSockets {
  /** Places, each in a state. */
  readonly remoteCount: number;
  /** Open. */
  readonly counts: readonly [number, number];
}

export interface ObjectsBesideSockets {
  readonly className: string;
  /** Objects more that are retained. */
  readonly retainedDelta: number;
  readonly remote: string;
  /** Sockets more that are open. A closed socket's object may still be retained. */
  readonly openDelta: number;
}

/** A server of many clients has as many places as they have addresses. */
const maxRemotes = 100;

/** Sets two processes' facts side by side; what the suspects may have to do with the sockets included. */
export function describeContext(
  before: ProcessFacts,
  after: ProcessFacts,
  suspects: readonly Suspect[],
): ProcessContext {
  const all = pairSockets(before.sockets ?? [], after.sockets ?? []);
  const others = all.slice(maxRemotes);
  const countOf = (side: 0 | 1): number => others.reduce((total, { counts }) => total + counts[side], 0);
  const open = (sockets: readonly SocketFacts[]): number =>
    sockets.reduce((sum, { state, count }) => sum + (state === listening ? 0 : count), 0);
  return {
    seconds: (after.takenAt - before.takenAt) / 1000,
    rss: [before.rss, after.rss],
    heapUsed: [before.heapUsed, after.heapUsed],
    external: [before.external, after.external],
    arrayBuffers: [before.arrayBuffers, after.arrayBuffers],
    openSockets: before.sockets && after.sockets ? [open(before.sockets), open(after.sockets)] : null,
    socketsByRemote: all.slice(0, maxRemotes),
    ...(others.length > 0 && {
      otherSockets: { remoteCount: others.length, counts: [countOf(0), countOf(1)] },
    }),
    beside: before.sockets && after.sockets ? findBeside(suspects, all) : [],
  };
}

const listening = 'LISTEN';

function pairSockets(before: readonly SocketFacts[], after: readonly SocketFacts[]): RemoteSockets[] {
  const pairs = new Map<string, { remote: string; state: string; counts: [number, number] }>();
  for (const [side, sockets] of [before, after].entries()) {
    for (const { remote, state, count } of sockets) {
      if (state === listening) continue;
      const key = `${remote} ${state}`;
      const pair = pairs.get(key) ?? { remote, state, counts: [0, 0] };
      pair.counts[side] += count;
      pairs.set(key, pair);
    }
  }
  const growth = ({ counts: [from, to] }: RemoteSockets): number => to - from;
  return [...pairs.values()].sort((a, b) => growth(b) - growth(a) || compareText(a.remote, b.remote));
}

/** A class may grow by this share more or less than the sockets and still be set beside them. */
const nearly = 0.2;

function findBeside(
  suspects: readonly Suspect[],
  socketsByRemote: readonly RemoteSockets[],
): ObjectsBesideSockets[] {
  const deltas = new Map<string, number>();
  for (const { remote, counts } of socketsByRemote) {
    deltas.set(remote, (deltas.get(remote) ?? 0) + counts[1] - counts[0]);
  }
  const found = suspects.flatMap(({ className, counts }) => {
    const retainedDelta = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
    const distance = ([, delta]: [string, number]): number => Math.abs(delta - retainedDelta);
    const [nearest] = [...deltas]
      .filter((entry) => entry[1] > 0 && distance(entry) <= retainedDelta * nearly)
      .sort((a, b) => distance(a) - distance(b));
    return nearest ? [{ className, retainedDelta, remote: nearest[0], openDelta: nearest[1] }] : [];
  });
  // Objects that two hold are two suspects, and beside the same sockets.
  return [...new Map(found.map((line) => [JSON.stringify(line), line])).values()];
}

/** Less processor time than this share of the busiest interval's is an idle one's. */
const idleShare = 0.02;

/** How much a process did, by its processor time without that of writing the snapshots. */
export interface MeasuredWork {
  /** interval − 1 → seconds, 0 for an idle one. */
  readonly seconds: readonly number[];
  /** Before the first snapshot; undefined where that was short or the sidecars do not tell, and of a worker. */
  readonly past: Past | undefined;
}

/**
 * Measures what the process did between its snapshots, and before them.
 *
 * @param facts of each snapshot, in their order
 * @returns undefined where not all tell, or the process is not one
 */
export function measureProcessorTime(facts: readonly (ProcessFacts | undefined)[]): MeasuredWork | undefined {
  const seconds: number[] = [];
  for (const [index, after] of facts.entries()) {
    const before = facts[index - 1];
    if (after?.cpuSeconds === undefined) return undefined;
    if (index === 0) continue;
    if (before?.cpuSeconds === undefined || before.pid !== after.pid) return undefined;
    seconds.push(Math.max(0, after.cpuSeconds - before.cpuSeconds - before.captureSeconds));
  }
  const most = Math.max(...seconds);
  // Writing a snapshot is timed by the clock: what is not much more than that is noise.
  const captures = Math.max(...facts.map((process) => process?.captureSeconds ?? 0));
  if (most <= captures) return undefined;
  return {
    seconds: seconds.map((spent) => (spent >= most * idleShare ? spent : 0)),
    past: measurePast(facts),
  };
}

/** A process that ran for less before the first snapshot was starting for much of the time. */
const minPastSeconds = 600;

function measurePast(facts: readonly (ProcessFacts | undefined)[]): Past | undefined {
  const [first, last] = [facts[0], facts.at(-1)];
  if (!first?.cpuSeconds || !first.uptimeSeconds || !last?.uptimeSeconds) return undefined;
  if (first.uptimeSeconds < minPastSeconds) return undefined;
  // The times are the process's, and a worker's heap is younger.
  if (facts.some((process) => process?.threadId !== 0)) return undefined;
  const captures = sum(facts.slice(0, -1).map((process) => process?.captureSeconds ?? 0));
  const seconds = last.uptimeSeconds - first.uptimeSeconds - captures;
  return seconds > 0 ? { work: first.cpuSeconds, length: first.uptimeSeconds / seconds } : undefined;
}
