import { statSync } from 'node:fs';
import { name, sentence, type Sentence } from '../base/sentence.ts';
import type { ProcessFacts, SocketFacts } from '../compare/context.ts';
import { isAmount, isRecord, parseJson } from '../base/json-values.ts';
import { sidecarPath } from '../preload/sidecar.cts';
import { readSmallFile } from './small-file.ts';

/** What stands beside a snapshot, or why it cannot be used. */
export interface SidecarReading {
  readonly facts: ProcessFacts | undefined;
  readonly versions: Versions;
  /** A sentence for a person; undefined when there is no such file, which is nothing unusual. */
  readonly warning: Sentence | undefined;
}

/** Of what wrote the snapshot, which itself does not say. null where that is not known. */
export interface Versions {
  readonly nodeVersion: string | null;
  readonly v8Version: string | null;
}

/** Reads the sidecar of a snapshot, if there is one. A bad one is no error: the snapshots can do without. */
export async function readSidecar(snapshotPath: string): Promise<SidecarReading> {
  const none = { facts: undefined, versions: unknownVersions, warning: undefined };
  if (snapshotPath === '-') return none;
  const path = sidecarPath(snapshotPath);
  // Who waits for a pipe of this name waits for ever, and no thread that does can be ended.
  const text = readSmallFile(path);
  if (text === undefined) {
    if (!isThere(path)) return none;
    const warning = sentence`${name(path)}: not a snapdiff sidecar: empty, larger than 64 MB, or no file that can be read; ignored.`;
    return { ...none, warning };
  }
  const sidecar = record(parseJson(text));
  const facts = parseFacts(sidecar);
  const versions = parseVersions(sidecar);
  if (saysNothing(sidecar)) return none;
  const problem = sentence`${name(path)}: not a snapdiff sidecar, or of a later version; ignored.`;
  return { facts, versions, warning: facts ? undefined : problem };
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true; // Something keeps us from it.
  }
}

/** What stands beside a scenario's snapshot: the maps of its scripts alone. */
function saysNothing(sidecar: Readonly<Record<string, unknown>> | undefined): boolean {
  if (sidecar?.['schemaVersion'] !== 1 || sidecar['kind'] !== 'sidecar') return false;
  return typeof sidecar['sourceMaps'] === 'string' && !('takenAt' in sidecar);
}

const unknownVersions: Versions = { nodeVersion: null, v8Version: null };

function parseVersions(sidecar: Readonly<Record<string, unknown>> | undefined): Versions {
  const { nodeVersion, v8Version } = sidecar ?? {};
  const versionOf = (value: unknown): string | null =>
    typeof value === 'string' && /^[\w.+-]{1,40}$/.test(value) ? value : null;
  return { nodeVersion: versionOf(nodeVersion), v8Version: versionOf(v8Version) };
}

function parseFacts(sidecar: Readonly<Record<string, unknown>> | undefined): ProcessFacts | undefined {
  const memory = record(sidecar?.['memoryUsage']);
  const { schemaVersion, kind, takenAt, pid, hostname } = sidecar ?? {};
  const time = typeof takenAt === 'string' ? Date.parse(takenAt) : Number.NaN;
  if (schemaVersion !== 1 || kind !== 'sidecar' || !memory || Number.isNaN(time)) return undefined;
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = memory;
  if (!isWhole(rss) || !isWhole(heapUsed) || !isWhole(external) || !isWhole(arrayBuffers)) return undefined;
  return {
    takenAt: time,
    pid: isWhole(pid) ? pid : 0,
    ...(isWhole(sidecar?.['threadId']) && { threadId: sidecar['threadId'] }),
    hostname: typeof hostname === 'string' ? hostname : '',
    rss,
    heapUsed,
    ...(isWhole(heapTotal) && { heapTotal }),
    external,
    arrayBuffers,
    cpuSeconds: parseCpuSeconds(sidecar),
    ...(isAmount(sidecar?.['uptimeSeconds']) && { uptimeSeconds: sidecar['uptimeSeconds'] }),
    captureSeconds: isAmount(sidecar?.['captureMs']) ? sidecar['captureMs'] / 1000 : 0,
    sockets: parseSockets(record(sidecar?.['sockets'])?.['tcp']),
  };
}

function parseCpuSeconds(sidecar: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const { userCPUTime, systemCPUTime } = record(sidecar?.['resourceUsage']) ?? {};
  return isAmount(userCPUTime) && isAmount(systemCPUTime) ? (userCPUTime + systemCPUTime) / 1e6 : undefined;
}

function parseSockets(tcp: unknown): SocketFacts[] | null {
  if (!Array.isArray(tcp)) return null;
  return tcp.flatMap((entry: unknown) => {
    const { remote, state, count } = record(entry) ?? {};
    return typeof remote === 'string' && typeof state === 'string' && isAmount(count)
      ? [{ remote, state, count }]
      : [];
  });
}

/** Bytes and process ids: what is a part of one is no sidecar of ours. */
function isWhole(value: unknown): value is number {
  return isAmount(value) && Number.isInteger(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}
