import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { TimelineContext } from './timeline-context.cts';
import type { TimelineSample } from './timeline-sample.cts';

/** Comma-separated values, or a JSON object a line. */
export type TimelineFormat = 'csv' | 'jsonl';

/** By the name's ending; null of any other. */
export function timelineFormat(path: string): TimelineFormat | null {
  if (/\.csv$/i.test(path)) return 'csv';
  return /\.(?:jsonl|ndjson)$/i.test(path) ? 'jsonl' : null;
}

/** What a column of numbers may be called. */
export type NumberColumn = Exclude<keyof TimelineSample, 'time' | 'pid'>;

/** Typed by the sample, so that a field cannot be added and forgotten here. The order is the file's. */
const numberColumnNames: Readonly<Record<NumberColumn, true>> = {
  uptime: true,
  rss: true,
  privateDirty: true,
  heapTotal: true,
  heapUsed: true,
  heapUsedAfterGc: true,
  externalAfterGc: true,
  arrayBuffersAfterGc: true,
  majorGcs: true,
  collectionMs: true,
  external: true,
  arrayBuffers: true,
  newUsed: true,
  newPhysical: true,
  oldUsed: true,
  oldPhysical: true,
  codeUsed: true,
  codePhysical: true,
  largeUsed: true,
  largePhysical: true,
  otherUsed: true,
  otherPhysical: true,
  heapLimit: true,
  sockets: true,
  fds: true,
};
export const numberColumns: readonly NumberColumn[] = Object.keys(numberColumnNames) as NumberColumn[];

/** First line of a CSV file. The context stands in its own column, as JSON, in the first row of each process. */
export const csvHeader: string = ['time', 'pid', ...numberColumns, 'context'].join(',');

/** One line, with its end. What nobody could tell is an empty field, or no field in JSON. */
export function formatSample(
  sample: TimelineSample,
  context: TimelineContext | null,
  format: TimelineFormat,
): string {
  if (format === 'jsonl') {
    const known: Record<string, unknown> = { time: sample.time, pid: sample.pid };
    for (const column of numberColumns) if (sample[column] !== null) known[column] = sample[column];
    if (context !== null) known['context'] = context;
    return `${JSON.stringify(known)}\n`;
  }
  const cells = [sample.time, sample.pid, ...numberColumns.map((column) => sample[column] ?? '')];
  const contextCell = context === null ? '' : `"${JSON.stringify(context).replace(/"/g, '""')}"`;
  return `${cells.join(',')},${contextCell}\n`;
}

/** Appends samples to a file. */
export interface TimelineWriter {
  /** @throws Error in one line, naming the file, when it cannot be written or is no timeline */
  readonly write: (sample: TimelineSample, context: TimelineContext) => void;
}

/** Where a file is rotated unless SNAPDIFF_TIMELINE_MAX_MB says otherwise: a month of ten-second samples of a process. */
export const defaultMaxBytes = 10e6;

/**
 * A writer that opens the file for each sample, so that it may be moved or removed by others, and several processes may
 * write to one: a line is one `write` at the end of the file, which the system keeps whole.
 *
 * A file of `maxBytes` is renamed to `<path>.1`, in place of the one before, and a new one begun. The first
 * sample that a process writes to a file carries its context.
 */
export function openTimeline(path: string, maxBytes: number = defaultMaxBytes): TimelineWriter {
  const format = timelineFormat(path);
  if (format === null) throw new Error(`${path}: a timeline is called .csv, .jsonl or .ndjson`);
  /** The file that was written to last: "device:inode". */
  let known = '';
  /** The last write ended within a line. */
  let isCut = false;
  return {
    write(sample, context) {
      let file = openForAppend(path);
      try {
        let { dev, ino, size } = fstatSync(file);
        const line = formatSample(sample, context, format);
        if (size > 0 && size + line.length > maxBytes && isFileAt(path, ino)) {
          renameSync(path, `${path}.1`);
          closeSync(file);
          file = openForAppend(path);
          ({ dev, ino, size } = fstatSync(file));
        }
        const isNew = `${dev}:${ino}` !== known;
        if (isNew && size > 0) checkBeginning(file, path, format);
        const header = size === 0 && format === 'csv' ? `${csvHeader}\n` : '';
        const text = header + (isCut ? '\n' : '') + (isNew ? line : formatSample(sample, null, format));
        isCut = true;
        const written = writeSync(file, text);
        if (written < text.length) throw new Error(`${path}: no space left`);
        isCut = false;
        known = `${dev}:${ino}`;
      } finally {
        closeSync(file);
      }
    },
  };
}

/** Mode 0600, and never waiting: a pipe of that name, which nobody reads, would hold the process up for good. */
function openForAppend(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  // Windows has no such flag, nor pipes by name.
  const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | (O_NONBLOCK ?? 0), 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`${path}: not a file`);
}

/** Another process may have rotated it a moment ago; then there is a new one already. */
function isFileAt(path: string, ino: number): boolean {
  try {
    return statSync(path).ino === ino;
  } catch {
    return false;
  }
}

/** What is there already must be a timeline with the same columns, or its columns would lie. */
function checkBeginning(file: number, path: string, format: TimelineFormat): void {
  const expected = format === 'csv' ? `${csvHeader}\n` : '{"time":"';
  const found = Buffer.alloc(expected.length);
  readSync(file, found, 0, found.length, 0);
  if (found.toString('latin1') === expected) return;
  throw new Error(
    `${path}: there is a file with ${format === 'csv' ? 'other columns' : 'other lines'} already; it is left as it is`,
  );
}
