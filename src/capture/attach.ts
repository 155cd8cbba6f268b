import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { InspectorClient, evaluate, listTargets, requireNode, within } from './inspector.ts';
import type { InspectorTarget } from './inspector.ts';
import { optionValue } from './node-options.ts';
import { hasSocket } from '../preload/sockets.cts';
import { findHolder, findListener, isAlive, listeningPorts, signalThreadTurns } from './processes.ts';
import type { ProcessFacts } from './processes.ts';
import { sleep } from './snapshot-source.ts';
import type { OpeningWatch } from './snapshot-source.ts';

/** A connection to a process, and how it came about. */
export interface Attachment {
  readonly client: InspectorClient;
  readonly port: number;
  /** Whether we opened its inspector, and have to close it. */
  readonly isOpenedByUs: boolean;
}

/** Attaches to the inspector that a process has open already. @returns undefined when it has none */
export async function attachToOpen(facts: ProcessFacts): Promise<Attachment | undefined> {
  for (const { host, port } of likelyInspectors(facts)) {
    const client = await attach(facts, host, port).catch(() => undefined);
    if (client) return { client, port, isOpenedByUs: false };
  }
  return undefined;
}

interface LikelyInspector {
  readonly host: string;
  readonly port: number;
  /** `named` is the port that an option names, `open` one of those of a process that has one, `possible` of one that may. */
  readonly kind: 'named' | 'open' | 'possible';
}

/**
 * Where a process may have its inspector. A program's own ports are not asked unless an option says that one of them is
 * an inspector's, or would be after SIGUSR1: a server could take `GET /json/list` for something else.
 */
export function likelyInspectors(facts: ProcessFacts): LikelyInspector[] {
  if (!facts.sharesNetwork) return [];
  const asked = optionValue(facts.options, ...inspectOptions);
  const portOption = optionValue(facts.options, ...portOptions);
  const places = [asked, portOption].flatMap((text) => (text === undefined ? [] : [parsePlace(text)]));
  const listening = listeningPorts(facts.pid);
  const named = [...new Set([...places.map(({ port }) => port), defaultPort])].filter((port) =>
    listening.includes(port),
  );
  // Where an option names a port and nobody listens there, it was taken: what the program listens on is its own.
  const isAnywhere = places.some(({ port }) => port === 0);
  const others = isAnywhere ? listening.filter((port) => !named.includes(port)) : [];
  const kindOfOthers = asked === undefined ? 'possible' : 'open';
  return [
    ...named.map((port): LikelyInspector => {
      const host = places.find((place) => place.port === port)?.host ?? '127.0.0.1';
      return { host, port, kind: 'named' };
    }),
    ...others.map((port): LikelyInspector => ({ host: '127.0.0.1', port, kind: kindOfOthers })),
  ];
}

const defaultPort = 9229;
const inspectOptions = ['--inspect', '--inspect-brk', '--inspect-wait'];
const portOptions = ['--inspect-port', '--debug-port'];

/** `9230`, `0.0.0.0:9230`, `[::1]:9230`, `host`, or nothing. All addresses at once are reached by our own. */
function parsePlace(text: string): { host: string; port: number } {
  const [, brackets, name, port] = /^(?:(?:\[([^\]]*)\]|([^:]*)):)?(\d*)$/.exec(text) ?? [];
  const host = brackets ?? name ?? '127.0.0.1';
  return {
    host: host === '0.0.0.0' || host === '' ? '127.0.0.1' : host === '::' ? '::1' : host,
    // Node takes 0 for any free port.
    port: Number(port === '' || port === undefined ? defaultPort : port),
  };
}

async function attach(facts: ProcessFacts, host: string, port: number): Promise<InspectorClient> {
  const targets = await listTargets(host, port, 1000);
  const target = targets.find(({ type }) => type === 'node' || type === 'deno') ?? targets[0];
  if (target === undefined) throw new SnapdiffError(`the inspector on port ${port} has no target`);
  return confirm(facts, target);
}

/** The port may have changed hands since it was looked up. */
async function confirm(facts: ProcessFacts, target: InspectorTarget): Promise<InspectorClient> {
  const client = await InspectorClient.connect(target.webSocketUrl);
  // A program that is over waits for its debugger to leave, for ever if it does not. Where that is unknown (Deno) the
  // answer is an error.
  client.on('NodeRuntime.waitingForDisconnect', () => void client.close());
  client.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(() => {});
  const pid = await within(
    10_000,
    evaluate(client, "typeof Deno === 'object' ? Deno.pid : process.pid"),
  ).catch(() => undefined);
  // Not answered at all: it is collecting garbage, or taking another snapshot. Then the socket's inode is proof enough.
  if (pid === undefined || pid === facts.innerPid) return client;
  await client.close();
  throw new SnapdiffError(`the inspector belongs to another process than ${facts.pid}`);
}

/**
 * Has a process open its inspector with SIGUSR1, and attaches. The caller has made sure that it catches the signal.
 *
 * Node opens it when its main thread next runs JavaScript or its event loop, so a process that is blocked in native code
 * (execSync, a slow disk) is waited for until `signal` ends that. What it opens even later is closed again.
 *
 * @throws SnapdiffError when it does not open, with who holds the port; the reason of `signal`
 */
export async function openInspector(facts: ProcessFacts, watch: OpeningWatch): Promise<Attachment> {
  const { pid } = facts;
  const before = listeningPorts(pid);
  const taken = portIsTaken(facts);
  if (taken !== undefined) throw taken;
  // Looked at once more: a pid can have changed hands, and the signal kills what does not catch it.
  if (!isAlive(facts)) throw new SnapdiffError(`process ${pid} has ended`);
  watch.signal.throwIfAborted();
  const turns = signalThreadTurns(pid);
  process.kill(pid, 'SIGUSR1');
  const start = performance.now();
  let isLate = false;
  for (;;) {
    const attachment = await attachToNew(facts, before);
    if (attachment) return attachment;
    if (!isAlive(facts)) throw new SnapdiffError(`process ${pid} ended before its inspector opened`);
    if (!isLate && performance.now() - start > opensWithinMs) {
      isLate = true;
      // First of all: whatever the process is asked, its threads may run of it.
      if (signalThreadTurns(pid) === turns) throw notTaken(facts);
      const open = await attachToAny(facts, before);
      if (open) return { ...open, isOpenedByUs: false };
      const takenSince = portIsTaken(facts);
      if (takenSince !== undefined) throw takenSince;
      await watch.onNote(
        `process ${pid} got SIGUSR1 and has not opened its inspector yet, as when it is blocked in native code, or has a handler of its own; waiting for it`,
      );
    }
    try {
      await sleep(nextLookMs(performance.now() - start), watch.signal);
    } catch (reason) {
      const left = await closeWhenOpen(facts, before, watch.onNote);
      if (left !== undefined) await watch.onNote(left);
      throw reason;
    }
  }
}

/** Measured 50 to 100 ms; a machine may be busy. */
const opensWithinMs = 6000;

/** A look at /proc costs milliseconds: 15 % of a core at 50 ms, which is too much for a wait of minutes. */
function nextLookMs(waitedMs: number): number {
  return waitedMs < opensWithinMs ? 50 : 500;
}

async function attachToNew(facts: ProcessFacts, before: readonly number[]): Promise<Attachment | undefined> {
  const ports = listeningPorts(facts.pid).filter((port) => !before.includes(port));
  const open = await attachToAny(facts, ports);
  return open && { ...open, isOpenedByUs: true };
}

async function attachToAny(
  facts: ProcessFacts,
  ports: readonly number[],
): Promise<{ client: InspectorClient; port: number } | undefined> {
  for (const port of ports) {
    const client = await attach(facts, '127.0.0.1', port).catch(() => undefined);
    if (client) return { client, port };
  }
  return undefined;
}

/** Of Node's threads one waits for nothing but the handler of SIGUSR1, on Node 18 to 26. It has not run. */
function notTaken(facts: ProcessFacts): SnapdiffError {
  return new SnapdiffError(
    `process ${facts.pid} did not open its inspector within ${opensWithinMs / 1000} s of SIGUSR1, for which it has a handler of its own`,
    { hint: 'Start it with "-r heap-snapdiff/register", --heapsnapshot-signal=SIGUSR2 or --inspect.' },
  );
}

/** How long the inspector of a process that is blocked is waited for, only to close it. */
const closesWithinMs = 30_000;

/** The signal cannot be taken back. @returns what is left to do, if it did not open in that time */
async function closeWhenOpen(
  facts: ProcessFacts,
  before: readonly number[],
  onNote: OpeningWatch['onNote'],
): Promise<string | undefined> {
  const { pid } = facts;
  const port = portOf(facts);
  const place = port === 0 ? 'a free port of 127.0.0.1' : `127.0.0.1:${port}`;
  const later = `once process ${pid} runs again its inspector opens on ${place}, where "node inspect ${port === 0 ? '<host:port>' : place}" and then "exec('process._debugEnd()')" closes it`;
  const start = performance.now();
  let isSaid = false;
  while (performance.now() - start < closesWithinMs && isAlive(facts)) {
    const attachment = await attachToNew(facts, before);
    if (attachment) return closeInspector(facts, attachment);
    // Of a process that runs nothing is said: it opens at once.
    if (!isSaid && performance.now() - start > 500) {
      isSaid = true;
      await onNote(
        `waiting ${closesWithinMs / 1000} s for process ${pid} to run, to close the inspector that opens then. If this is interrupted: ${later}`,
      );
    }
    await sleep(nextLookMs(performance.now() - start));
  }
  return isAlive(facts) ? later : undefined;
}

/** Where it would open its inspector, as its options name it: `9230`, `host:9230`; empty without one. */
function placeNamed({ options }: ProcessFacts): string {
  const asked = optionValue(options, ...inspectOptions);
  return asked || (optionValue(options, ...portOptions) ?? '');
}

/** The port it would open its inspector on; 0 is any that is free. */
function portOf(facts: ProcessFacts): number {
  return parsePlace(placeNamed(facts)).port;
}

function portIsTaken(facts: ProcessFacts): SnapdiffError | undefined {
  const port = portOf(facts);
  // Without a host it is 127.0.0.1, beside which there may be others of that port.
  const isLocal = !placeNamed(facts).includes(':');
  const listener = port === 0 ? undefined : findListener(facts.pid, port, isLocal);
  if (listener === undefined || hasSocket(facts.pid, listener.inode)) return undefined;
  const holder = findHolder(listener);
  const who = holder
    ? `process ${holder.pid} (${holder.command.slice(0, 80)})`
    : 'a process that this user does not see';
  return new SnapdiffError(`process ${facts.pid} cannot open its inspector: port ${port} is held by ${who}`, {
    hint: 'Free that port, or start programs with NODE_OPTIONS=--inspect-port=0, which takes a free port.',
  });
}

/**
 * Closes an inspector that we opened, which ends the connection: the answer does not come any more.
 * Nothing is left to run later in the target: `require` is there only while the call is evaluated, so a timer
 * would throw, and that ends the process.
 *
 * @returns what is wrong when it stays open
 */
export async function closeInspector(
  facts: ProcessFacts,
  { client, port }: Attachment,
  patienceMs = 10_000,
): Promise<string | undefined> {
  const isOpen = (): boolean => isAlive(facts) && listeningPorts(facts.pid).includes(port);
  evaluate(client, `void ${requireNode}('inspector').close()`).catch(() => {});
  const end = performance.now() + patienceMs;
  await within(patienceMs, client.closed);
  while (isOpen() && performance.now() < end) await sleep(50);
  await client.close();
  if (!isOpen()) return undefined;
  return `the inspector of process ${facts.pid} on port ${port} closes when the process has time for it: it is still at its snapshot or busy`;
}
