import { readFile } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';

/** src and dist stand equally deep in the package. */
const pageUrl = (name: string): URL => new URL(`../../dist/web/${name}.html`, import.meta.url);

/**
 * Reads the page that `renderPage` puts a report into: a megabyte at most, without any reference to another file.
 *
 * @throws SnapdiffError where it is not there: the package is broken, or was not built
 */
export function readPageTemplate(): Promise<string> {
  return readPage('report', 'the page of a report');
}

/** Reads the page of the explorer, which asks a server for all that it shows. @throws SnapdiffError, as above */
export function readExplorerPage(): Promise<string> {
  return readPage('explore', 'the page of the explorer');
}

async function readPage(name: string, what: string): Promise<string> {
  try {
    return await readFile(pageUrl(name), 'utf8');
  } catch (cause) {
    throw new SnapdiffError(`${what} is missing in this installation`, {
      cause,
      hint: 'Install heap-snapdiff again; in a clone: npm run build.',
    });
  }
}
