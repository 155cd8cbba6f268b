import { open, readFile, stat } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';
import { name, sentence, type Sentence } from '../base/sentence.ts';
import { toolVersion } from '../base/tool-version.ts';
import { formatBytes } from '../base/units.ts';
import {
  byteOrderMark,
  looksLikeBaseline,
  makeBaseline,
  parseBaseline,
  type Baseline,
} from '../check/baseline.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { recogniseWrongInput } from '../snapshot/wrong-input.ts';
import type { ReadFileOptions } from './read-file.ts';
import { readSidecar } from './read-sidecar.ts';
import { summarizeFile } from './summarize-file.ts';

/**
 * Makes a baseline of snapshots that are good: what `check` holds later ones against. Of several, from
 * one process or more, each amount is the highest.
 *
 * @throws SnapdiffError when one cannot be read
 */
export async function makeBaselineFile(
  paths: readonly string[],
  options: ReadFileOptions = {},
): Promise<Baseline> {
  if (paths.length === 0) throw new SnapdiffError('expected a snapshot');
  for (const path of paths) await checkReadable(path);
  const summaries = [];
  for (const path of paths) {
    summaries.push(await summarizeFile(path, options));
    options.freeMemory?.('old');
  }
  return makeBaseline(summaries, {
    toolVersion: toolVersion(),
    ...(await readSidecar(paths[0] ?? '-')).versions,
  });
}

/** Reads what `makeBaselineFile` made. @throws SnapdiffError that says what is wrong with it */
export async function readBaselineFile(path: string): Promise<Baseline> {
  await checkReadable(path);
  return parseBaseline(await readSmall(path), path);
}

/** A large one has 200 kB. */
const maxBaselineBytes = 16 << 20;

/**
 * The text of a file that is a baseline file, or is named as one and is nothing else that is known; undefined for what is
 * a snapshot.
 *
 * @throws SnapdiffError for one that is too large to be a baseline file, and begins as one
 */
export async function readIfBaseline(path: string): Promise<string | undefined> {
  if (path === '-') return undefined;
  const { size } = await stat(path);
  if (size === 0) return undefined;
  const file = await open(path, 'r');
  const head = Buffer.alloc(512);
  try {
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const text = head.toString('utf8', 0, bytesRead).replace(byteOrderMark, '');
    if (!looksLikeBaseline(text)) {
      const isNamedSo = /\.json$/i.test(path) && /^\s*\{(?!\s*"snapshot")/.test(text);
      const isLarge = size > maxBaselineBytes;
      if (!isNamedSo || isLarge || recogniseWrongInput(head.subarray(0, bytesRead), path)) return undefined;
    }
  } finally {
    await file.close();
  }
  return readSmall(path);
}

/** @throws SnapdiffError for what is larger than any baseline file */
async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > maxBaselineBytes) {
    throw new SnapdiffError(`${path}: begins as a baseline file, and is ${formatBytes(size)} long`, {
      hint: 'snapdiff writes at most 0.2 MB. Make it anew: snapdiff check --write-baseline FILE SNAPSHOT.',
    });
  }
  return readFile(path, 'utf8');
}

/** Two versions of Node lay out objects differently: what grew may be that. */
export async function compareVersions({ nodeVersion }: Baseline, path: string): Promise<Sentence[]> {
  const { nodeVersion: other } = (await readSidecar(path)).versions;
  if (nodeVersion === null || other === null || nodeVersion === other) return [];
  const versions = sentence`The baseline is of Node ${name(nodeVersion)}, the snapshot of Node ${name(other)}`;
  return [sentence`${versions}: sizes differ for that reason alone. Make the baseline anew.`];
}
