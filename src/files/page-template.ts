import { readFile } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';

/** The page that reports are put into: src and dist stand equally deep in the package. */
const template = new URL('../../dist/web/report.html', import.meta.url);

/**
 * Reads the page that `renderPage` puts a report into: a megabyte at most, without any reference to another file.
 *
 * @throws SnapdiffError where it is not there: the package is broken, or was not built
 */
export async function readPageTemplate(): Promise<string> {
  try {
    return await readFile(template, 'utf8');
  } catch (cause) {
    throw new SnapdiffError('the page of a report is missing in this installation', {
      cause,
      hint: 'Install heap-snapdiff again; in a clone: npm run build.',
    });
  }
}
