import { existsSync, readFileSync } from 'node:fs';
import { chown, rename, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { sidecarPath } from '../preload/sidecar.cts';
import type { Sidecar } from '../preload/sidecar.cts';
import { openFileCount, readSockets } from '../preload/sockets.cts';
import { evaluate, requireNode } from './inspector.ts';
import type { InspectorSession } from './inspector.ts';

/** Has a Node process describe itself, with the code that its preload would use. Sockets are read from outside. */
export async function describeTarget(session: InspectorSession, pid: number): Promise<Sidecar> {
  const surroundings = { writer: 'inspector', sockets: readSockets(pid), openFiles: openFileCount(pid) };
  const description = await evaluate(
    session,
    `((require, exports) => {${compiledSidecar()}
return exports.describeProcess(${JSON.stringify(surroundings)});})(${requireNode}, {})`,
  );
  return description as Sidecar;
}

let compiled: string | undefined;

/** Beside this file, or, when it runs from src/, where the build is. */
function compiledSidecar(): string {
  if (compiled === undefined) {
    const beside = new URL('../preload/sidecar.cjs', import.meta.url);
    const built = new URL('../../dist/preload/sidecar.cjs', import.meta.url);
    compiled = readFileSync(existsSync(fileURLToPath(beside)) ? beside : built, 'utf8');
  }
  return compiled;
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
  await writeFile(`${path}.part`, `${JSON.stringify(sidecar, null, 2)}\n`, { mode: 0o600 });
  const { uid, gid } = await stat(snapshot);
  // Nobody but root can, nor has to.
  if (uid !== process.geteuid?.()) await chown(`${path}.part`, uid, gid).catch(() => {});
  await rename(`${path}.part`, path);
  return path;
}
