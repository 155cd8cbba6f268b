import { formatCount } from './units.ts';

/** Something the user can do something about. The CLI prints its message and hint, no stack, and exits 2. */
export class SnapdiffError extends Error {
  override readonly name: string = 'SnapdiffError';
  /** What to try next, one sentence, for a person. */
  readonly hint: string | undefined;
  /** Where it went wrong, for who is not to read the message, which may quote anything: a file, and the step of a scenario. */
  readonly place: string | undefined;

  constructor(message: string, options: ErrorOptions & { hint?: string; place?: string } = {}) {
    super(message, options);
    this.hint = options.hint;
    this.place = options.place;
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
    super(`${path}: ${problem} (at byte ${formatCount(byteOffset)})`, { ...options, place: path });
    this.path = path;
    this.byteOffset = byteOffset;
  }
}

/** An error as plain data, for another thread: a copy of an `Error` loses its class and its fields. */
export interface ErrorParts {
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: unknown;
  /** Of a `SnapdiffError` only. */
  readonly advice: { readonly hint: string | undefined; readonly place: string | undefined } | undefined;
  /** Of a `SnapshotFormatError` only. */
  readonly format: { readonly path: string; readonly byteOffset: number } | undefined;
}

export function takeApart(error: unknown): ErrorParts {
  if (!(error instanceof Error))
    return {
      message: String(error),
      stack: undefined,
      code: undefined,
      advice: undefined,
      format: undefined,
    };
  const { message, stack } = error;
  return {
    message,
    stack,
    code: 'code' in error ? error.code : undefined,
    advice: error instanceof SnapdiffError ? { hint: error.hint, place: error.place } : undefined,
    format:
      error instanceof SnapshotFormatError ? { path: error.path, byteOffset: error.byteOffset } : undefined,
  };
}

/** What `takeApart` took apart. */
export function putTogether({ message, stack, code, advice, format }: ErrorParts): Error {
  const { hint, place } = advice ?? {};
  const options = { ...(hint !== undefined && { hint }), ...(place !== undefined && { place }) };
  if (format) {
    const { path, byteOffset } = format;
    const problem = message.slice(path.length + 2, message.lastIndexOf(' (at byte '));
    return new SnapshotFormatError(path, byteOffset, problem, options);
  }
  if (advice) return new SnapdiffError(message, options);
  return Object.assign(new Error(message), { stack }, code === undefined ? {} : { code });
}
