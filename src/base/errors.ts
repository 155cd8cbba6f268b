import { formatCount } from './units.ts';

/** Something the user can do something about. The CLI prints its message and hint, no stack, and exits 2. */
export class SnapdiffError extends Error {
  override readonly name: string = 'SnapdiffError';
  /** What to try next, one sentence, for a person. */
  readonly hint: string | undefined;

  constructor(message: string, options: ErrorOptions & { hint?: string } = {}) {
    super(message, options);
    this.hint = options.hint;
  }
}

/** The bytes are not a whole, sound heap snapshot. The message names the file and the byte. */
export class SnapshotFormatError extends SnapdiffError {
  override readonly name: string = 'SnapshotFormatError';
  /** The file as the user named it. */
  readonly path: string;
  /** Where it went wrong: bytes from the start of the (uncompressed) file. */
  readonly byteOffset: number;

  constructor(
    path: string,
    byteOffset: number,
    problem: string,
    options: ErrorOptions & { hint?: string } = {},
  ) {
    super(`${path}: ${problem} (at byte ${formatCount(byteOffset)})`, options);
    this.path = path;
    this.byteOffset = byteOffset;
  }
}
