import { existsSync, readFileSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ScriptMaps } from '../preload/script-maps.cts';
import { sidecarPath } from '../preload/sidecar.cts';
import type { Sidecar } from '../preload/sidecar.cts';
import { openFileCount, readSockets } from '../preload/sockets.cts';
import { isRecord } from '../base/json-values.ts';
import { evaluate, requireNode, within } from './inspector.ts';
import type { InspectorSession } from './inspector.ts';

/** Has a Node process describe itself, with the code that its preload would use. Sockets are read from outside. */
export async function describeTarget(session: InspectorSession, pid: number): Promise<Partial<Sidecar>> {
  const surroundings = { writer: 'inspector', sockets: readSockets(pid), openFiles: openFileCount(pid) };
  const description = await evaluate(
    session,
    `((require, exports) => {${compiled('sidecar')}
return exports.describeProcess(${JSON.stringify(surroundings)});})(${requireNode}, {})`,
  );
  // Whatever answers may be no Node.
  return isRecord(description) && description['kind'] === 'sidecar'
    ? (description as unknown as Sidecar)
    : describeFromOutside(surroundings);
}

/**
 * The source maps in the scripts of a Node process, if a loader puts them there. A snapshot has only their beginning. They are
 * asked for by the session that takes the snapshots: the end of one more would make V8 forget the ids of all objects.
 *
 * @returns undefined where there are none, or it does not answer: a snapshot is as good without
 */
export async function readTargetMaps(session: InspectorSession): Promise<string | undefined> {
  return within(
    mapsWithinMs,
    listMaps(session).catch(() => undefined),
  );
}

async function listMaps(session: InspectorSession): Promise<string | undefined> {
  const hasMaps = await evaluate(
    session,
    `((require, exports) => {${compiled('script-maps')}
return exports.hasInlineMaps();})(${requireNode}, {})`,
  );
  if (hasMaps !== true) return undefined;
  const maps = new ScriptMaps();
  const stop = session.on('Debugger.scriptParsed', (script) => maps.add(script));
  // Together, so that the program comes to no `debugger` statement between the two.
  await Promise.all(['Debugger.enable', 'Debugger.disable'].map((method) => session.call(method)));
  stop();
  return maps.pack();
}

const mapsWithinMs = 10_000;

/** Built beside this file, or, when it runs from src/, where the build is. */
function compiled(name: 'sidecar' | 'script-maps'): string {
  const beside = new URL(`../preload/${name}.cjs`, import.meta.url);
  const built = new URL(`../../dist/preload/${name}.cjs`, import.meta.url);
  return readFileSync(existsSync(fileURLToPath(beside)) ? beside : built, 'utf8');
}

/** What is known of a target that does not tell: the time, and what is given. */
export function describeFromOutside<Known extends Partial<Sidecar> & { readonly url?: string }>(
  known: Known,
): Partial<Sidecar> {
  return { schemaVersion: 1, kind: 'sidecar', takenAt: new Date().toISOString(), ...known };
}

/**
 * Whose the snapshot is, its sidecar is too: as root, of another user's process, the snapshot may be that user's.
 *
 * @returns where it stands beside the snapshot
 */
export async function writeSidecar(snapshot: string, sidecar: Partial<Sidecar>): Promise<string> {
  const path = sidecarPath(snapshot);
  const part = `${path}.part`;
  const { uid, gid } = await stat(snapshot);
  await rm(part, { force: true });
  // Made anew: through a link that stands there root would give that user any file.
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(sidecar, null, 2)}\n`);
    // Nobody but root can, nor has to.
    if (uid !== process.geteuid?.()) await file.chown(uid, gid).catch(() => {});
  } finally {
    await file.close();
  }
  await rename(part, path);
  return path;
}
