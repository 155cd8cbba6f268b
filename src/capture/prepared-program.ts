import { constants, accessSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SnapdiffError } from '../base/errors.ts';
import { quoteNodeOption } from './node-options.ts';

export interface Preparation {
  /** Where the snapshots go. */
  readonly folder: string;
  /** Whether it was named: else the program takes another, if this one is watched by what restarts it. */
  readonly isFolderChosen: boolean;
  /** How many snapshots to write shortly before the heap is full; undefined for none. */
  readonly nearHeapLimit?: number;
  /** Write what numbers are, too. */
  readonly withNumbers?: boolean;
}

/**
 * The environment in which a program of Node, and each that it starts, writes a snapshot at SIGUSR2. NODE_OPTIONS of
 * the user's own stay, and come first.
 *
 * @throws SnapdiffError when the folder cannot be written to: Node would say so only when it is too late
 */
export function preparedEnvironment(
  environment: NodeJS.ProcessEnv,
  { folder, isFolderChosen, nearHeapLimit, withNumbers = false }: Preparation,
): NodeJS.ProcessEnv {
  const path = resolve(folder);
  checkFolder(path);
  const options = [environment['NODE_OPTIONS'], '--require', quoteNodeOption(findPreload())];
  if (nearHeapLimit !== undefined) {
    options.push(
      `--heapsnapshot-near-heap-limit=${nearHeapLimit}`,
      quoteNodeOption(`--diagnostic-dir=${path}`),
    );
  }
  return {
    ...environment,
    NODE_OPTIONS: options.filter(Boolean).join(' '),
    SNAPDIFF_OUT: isFolderChosen ? path : '',
    SNAPDIFF_DEFAULT_OUT: path,
    ...(withNumbers ? { SNAPDIFF_NUMBERS: '1' } : {}),
  };
}

function checkFolder(path: string): void {
  const hint = 'Create it, or name another with --out.';
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SnapdiffError(`${path} is not a folder`, { hint });
  }
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new SnapdiffError(`${path} cannot be written to`, { cause, hint });
  }
}

/** Built beside this file, or, when it runs from src/, where the build is. */
function findPreload(): string {
  const paths = ['../preload/register.cjs', '../../dist/preload/register.cjs'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = paths.find((path) => existsSync(path));
  if (found === undefined)
    throw new SnapdiffError('the preload is not built', { hint: 'Run "npm run build".' });
  return found;
}

/** The whole snapshots in a folder, in the order in which they were written. */
export function snapshotsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.heapsnapshot'))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
}
