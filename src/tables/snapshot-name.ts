/** Of the file's own name, so that a folder has one that any file system takes. */
const maxNameLength = 80;
/** Of the hash, in hex: 48 bits, and files of another name do not meet at all. */
const hashLength = 12;

/**
 * What a snapshot is called in every table: the name of its file and the beginning of its content's hash, as `api.7-3f9a0c2b11de`. It
 * is the same on every host and for a compressed copy, and another for another file of the same name. It is the name of a folder, so
 * it has letters of ASCII, digits, `.`, `_` and `-` alone.
 *
 * @param path as the user named it; "-" is standard input
 * @param sha256 of the uncompressed content, in hex
 */
export function snapshotName(path: string, sha256: string): string {
  const base =
    path === '-' ? 'stdin' : fileName(path).replace(/(?:\.heapsnapshot)?(?:\.(?:gz|br|zst))?$/i, '');
  const safe = base.replaceAll(/[^\w.-]/g, '_').slice(0, maxNameLength);
  return `${safe}-${sha256.slice(0, hashLength)}`;
}

/** The last part of a path, of either kind of system. */
export function fileName(path: string): string {
  return path === '-' ? '-' : (path.split(/[/\\]/).at(-1) ?? path);
}
