import { showObject, type ShownObject, type ShowOptions } from '../compare/shown-object.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';

/**
 * Reads a snapshot and shows one object of it. "-" is standard input.
 *
 * @param id V8's, the number after the @
 * @throws SnapdiffError when it cannot be read, or has no such object
 */
export async function showFileObject(
  path: string,
  id: number,
  show: ShowOptions,
  options: ReadFileOptions = {},
): Promise<ShownObject> {
  return showObject(await analyzeFile(path, options), id, show);
}
