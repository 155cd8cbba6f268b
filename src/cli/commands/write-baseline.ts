import { open } from 'node:fs/promises';
import { formatBaseline, looksLikeBaseline } from '../../check/baseline.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { ReadFileOptions } from '../../files/read-file.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import { safeText } from '../../report/safe-text.ts';
import { checkFileNames } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { writeError, writeOut } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { writeWhole } from '../write-file.ts';

/**
 * What `check --write-baseline` does: writes the small file that a repository keeps, for later checks to compare with.
 *
 * @param path `-` is standard output
 */
export async function writeBaseline(
  path: string,
  snapshots: readonly string[],
  options: ReadFileOptions,
): Promise<void> {
  if (snapshots.length === 0) {
    throw new SnapdiffError('expected at least one snapshot for the baseline, got 0', {
      hint: 'snapdiff check --write-baseline leak-baseline.json <snapshot>',
    });
  }
  checkFileNames(...snapshots);
  await checkTarget(path);
  const { makeBaselineFile } = await import('../../files/baseline-files.ts');
  const baseline = await withProgressBar((onProgress) =>
    makeBaselineFile(snapshots, { ...options, onProgress, freeMemory }),
  );
  const text = formatBaseline(baseline);
  if (path === '-') {
    await writeOut(text);
    return;
  }
  writeWhole(path, text);
  const { classes, rest } = baseline;
  const left = rest.classCount === 0 ? '' : ` (${formatCount(rest.classCount)} small ones left out)`;
  await writeError(
    `${safeText(path)}: ${formatCount(classes.length)} constructors${left}, ${formatBytes(Buffer.byteLength(text))}\n`,
  );
}

/** Nothing but an earlier baseline is written over: a snapshot named by mistake would be gone. */
async function checkTarget(path: string): Promise<void> {
  if (path === '') {
    throw new SnapdiffError('the name of the baseline file is empty', {
      hint: 'Is a variable of the shell not set?',
    });
  }
  if (path === '-') return;
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return;
  try {
    const head = Buffer.alloc(512);
    const stats = await file.stat();
    const { bytesRead } = stats.isFile() ? await file.read(head, 0, head.length, 0) : { bytesRead: 0 };
    const isFree =
      stats.isFile() && (stats.size === 0 || looksLikeBaseline(head.toString('latin1', 0, bytesRead)));
    if (isFree) return;
    throw new SnapdiffError(`${path} already exists and is not a baseline file`, {
      hint: 'Choose another name, or remove it first.',
    });
  } finally {
    await file.close();
  }
}
