import { statfs } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';
import { formatBytes } from '../base/units.ts';
import type { Bytes } from '../base/units.ts';

/** Of the used heap: 100 MB of small objects made files of 182 to 212 MB; strings make less. */
const fileShare = 2.2;

/**
 * Refuses a capture whose file might not fit: the process would have stood still for nothing, and ends of it where Node's
 * own handler writes.
 *
 * @param folder as we reach it
 * @param name as a person knows it
 * @param heapBytes used heap; undefined when nobody knows, then nothing is refused
 */
export async function checkDisk(folder: string, name: string, heapBytes: Bytes | undefined): Promise<void> {
  // Some file systems do not tell.
  const disk = await statfs(folder).catch(() => undefined);
  if (disk === undefined || heapBytes === undefined) return;
  const [free, needed] = [disk.bavail * disk.bsize, heapBytes * fileShare];
  // 0 blocks: one that has no size, as some of a network.
  if (disk.blocks === 0 || needed <= free) return;
  throw new SnapdiffError(
    `a snapshot of about ${formatBytes(heapBytes)} of heap may take ${formatBytes(needed)} of disk, and ${formatBytes(free)} are free in ${name}`,
    { hint: 'Make room there, or have it written elsewhere; --force captures all the same.' },
  );
}
