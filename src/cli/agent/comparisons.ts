import { SnapdiffError } from '../../base/errors.ts';
import { strictFileVersion } from '../../files/file-version.ts';
import type { ComparisonReport } from '../../report/report.ts';
import { makeReport } from '../report-maker.ts';
import { SharedWork, type Waiter } from './shared-work.ts';

/** Reports that are kept, half a megabyte each. */
const maxReports = 16;

/** Comparisons of files, made in a thread of their own, and kept as long as the files are the same. */
export class Comparisons {
  readonly #reports = new SharedWork<ComparisonReport>(maxReports);

  /** @param paths real ones @throws SnapdiffError */
  async of(paths: readonly string[], waiter: Waiter): Promise<ComparisonReport> {
    if (new Set(paths).size < paths.length) {
      throw new SnapdiffError('a snapshot is compared with others, not with itself');
    }
    const versions = await versionsOf(paths);
    return this.#reports.get(JSON.stringify([paths, versions]), waiter, async (signal, onProgress) => {
      const { json } = await makeReport({ paths, form: 'lists' }, signal, onProgress);
      const now = await versionsOf(paths);
      const changed = paths.find((_, position) => now[position] !== versions[position]);
      if (changed !== undefined) {
        throw new SnapdiffError(`${changed}: has been changed while it was read`, { hint: 'Ask again.' });
      }
      return JSON.parse(json) as ComparisonReport;
    });
  }

  settled(): Promise<void> {
    return this.#reports.settled();
  }
}

function versionsOf(paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map(strictFileVersion));
}
