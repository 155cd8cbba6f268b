import { constants, open, type FileHandle } from 'node:fs/promises';
import { isAmount, isRecord, parseJson } from '../base/json-values.ts';
import { SnapdiffError } from '../base/errors.ts';
import type { TimelineContext } from '../preload/timeline-context.cts';
import { numberColumns, timelineFormat, type TimelineFormat } from '../preload/timeline-file.cts';
import type { TimelineSample } from '../preload/timeline-sample.cts';
import { formatBytes, formatCount } from '../base/units.ts';

/** The samples of one run of one process. */
export interface Timeline {
  readonly pid: number;
  /** By rising uptime. */
  readonly samples: readonly TimelineSample[];
  readonly context: TimelineContext;
}

/** What a file holds. */
export interface TimelineFile {
  readonly path: string;
  /** In order of their first samples. A pid that started anew, as in a container, is another run. */
  readonly runs: readonly Timeline[];
  /** Lines that were no samples: cut by a full disk, or when the machine went down. */
  readonly unreadableLines: number;
}

/** Nobody writes more: files are rotated at 10 MB. What is larger is something else. */
const maxBytes = 256e6;

/** More unreadable lines than this share of all, and the rest is not to be trusted either. */
const maxUnreadableShare = 0.1;

/**
 * Reads a timeline, with what was rotated away to `<path>.1` in front of it.
 *
 * @throws SnapdiffError when there is none, or it is none
 */
export async function readTimeline(path: string): Promise<TimelineFile> {
  const format = timelineFormat(path);
  if (format === null) {
    throw new SnapdiffError(`${path}: a timeline is called .csv, .jsonl or .ndjson`);
  }
  const current = await readText(path);
  const rotated = await readText(`${path}.1`).catch(() => '');
  const reader = new TimelineReader(path, format);
  reader.readWhole(rotated);
  reader.readWhole(current);
  return reader.finish();
}

/** Text, with the limits of what a timeline may be. */
async function readText(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    // Opening a pipe by its name would wait for a writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) throw new SnapdiffError(`${path}: not a file`);
    if (stats.size > maxBytes) {
      throw new SnapdiffError(`${path}: ${formatBytes(stats.size)} is more than a timeline holds`);
    }
    return await file.readFile('utf8');
  } catch (cause) {
    if (cause instanceof SnapdiffError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SnapdiffError(`${path}: ${problem}`, { cause });
  } finally {
    await file?.close();
  }
}

/** Takes lines, from a file or as they come, and sorts their samples by run. */
export class TimelineReader {
  readonly #path: string;
  readonly #format: TimelineFormat;
  readonly #runs: Run[] = [];
  readonly #runOfPid = new Map<number, Run>();
  #columns: readonly string[] | undefined;
  #lineNumber = 0;
  #lineCount = 0;
  #unreadable = 0;
  #firstUnreadable = 0;

  constructor(path: string, format: TimelineFormat) {
    this.#path = path;
    this.#format = format;
  }

  /** A whole file. Its last line, if it has no end, is still being written, or was cut; it is no fault. */
  readWhole(text: string): void {
    this.#columns = undefined;
    this.#lineNumber = 0;
    const lines = text.replace(/^\uFEFF/, '').split('\n');
    lines.pop();
    for (const line of lines) this.readLine(line);
  }

  /** @returns the sample in the line, null if there is none */
  readLine(text: string): TimelineSample | null {
    this.#lineNumber++;
    const line = text.replace(/\r$/, '');
    if (line === '') return null;
    if (this.#format === 'csv' && (this.#columns === undefined || line.startsWith('time,pid,'))) {
      // Again in the middle where two processes began the file at the same moment.
      this.#columns = this.#readHeader(line);
      return null;
    }
    this.#lineCount++;
    const record = this.#format === 'csv' ? readCsvRow(line, this.#columns ?? []) : readJsonLine(line);
    const sample = record === null ? null : toSample(record);
    if (record === null || sample === null) {
      if (this.#unreadable++ === 0) this.#firstUnreadable = this.#lineNumber;
      return null;
    }
    this.#add(sample, toContext(record['context']));
    return sample;
  }

  /** @throws SnapdiffError when what was read is no timeline */
  finish(): TimelineFile {
    if (this.#unreadable > this.#lineCount * maxUnreadableShare) {
      throw new SnapdiffError(
        `${this.#path}: ${formatCount(this.#unreadable)} of ${formatCount(this.#lineCount)} lines are not samples, first at line ${this.#firstUnreadable}`,
      );
    }
    if (this.#runs.length === 0) throw new SnapdiffError(`${this.#path}: it contains no samples`);
    return { path: this.#path, runs: this.#runs, unreadableLines: this.#unreadable };
  }

  #readHeader(line: string): readonly string[] {
    const columns = line.split(',');
    const missing = ['time', 'pid', 'uptime', 'rss'].find((column) => !columns.includes(column));
    if (missing === undefined) return columns;
    throw new SnapdiffError(`${this.#path}: line ${this.#lineNumber} has no column "${missing}"`, {
      hint: 'SNAPDIFF_TIMELINE and "snapdiff watch --timeline" write timelines.',
    });
  }

  #add(sample: TimelineSample, context: TimelineContext | null): void {
    let run = this.#runOfPid.get(sample.pid);
    if (run === undefined || sample.uptime < (run.samples.at(-1)?.uptime ?? 0)) {
      run = { pid: sample.pid, samples: [], context: context ?? unknownContext };
      this.#runOfPid.set(sample.pid, run);
      this.#runs.push(run);
    }
    if (context !== null) run.context = context;
    run.samples.push(sample);
  }
}

interface Run extends Timeline {
  readonly samples: TimelineSample[];
  context: TimelineContext;
}

const unknownContext: TimelineContext = {
  node: null,
  maxOldSpaceSize: null,
  pm2MaxMemoryRestart: null,
  pm2Id: null,
  memoryLimit: null,
  sampledFrom: 'inside',
};

type TimelineRecord = Readonly<Record<string, unknown>>;

/** Fields are numbers and a time, so that no comma is in one, but for the context, the only one with quotes. */
function readCsvRow(line: string, columns: readonly string[]): TimelineRecord | null {
  const quoted = /^([^"]*,)"((?:[^"]|"")*)"$/.exec(line);
  const cells = (quoted?.[1] ?? line).split(',');
  if (quoted) cells[cells.length - 1] = '';
  if (cells.length !== columns.length) return null;
  const record: Record<string, unknown> = { __proto__: null };
  columns.forEach((column, index) => {
    const cell = cells[index];
    if (column === 'time') record[column] = cell;
    else if (column !== 'context' && cell !== '') record[column] = Number(cell);
  });
  if (quoted && columns.at(-1) === 'context') {
    record['context'] = parseJson((quoted[2] ?? '').replaceAll('""', '"'));
  }
  return record;
}

function readJsonLine(line: string): TimelineRecord | null {
  const value = parseJson(line);
  return isRecord(value) ? value : null;
}

/** Null unless everything in it is what it should be: nothing behind this asks again. */
function toSample(record: TimelineRecord): TimelineSample | null {
  const { time, pid, uptime, rss } = record;
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(time)) return null;
  if (!isAmount(pid) || !isAmount(uptime) || !isAmount(rss)) return null;
  const numbers: Record<string, number | null> = {};
  for (const column of numberColumns) {
    const value = record[column] ?? null;
    if (value !== null && !isAmount(value)) return null;
    numbers[column] = value;
  }
  return { time, pid, ...numbers } as TimelineSample;
}

function toContext(value: unknown): TimelineContext | null {
  if (!isRecord(value)) return null;
  const amount = (name: string): number | null => (isAmount(value[name]) ? value[name] : null);
  const { node } = value;
  return {
    node: typeof node === 'string' && /^\d{1,3}\.\d{1,3}\.\d{1,3}[\w.-]{0,40}$/.test(node) ? node : null,
    maxOldSpaceSize: amount('maxOldSpaceSize'),
    pm2MaxMemoryRestart: amount('pm2MaxMemoryRestart'),
    pm2Id: amount('pm2Id'),
    memoryLimit: amount('memoryLimit'),
    sampledFrom: value['sampledFrom'] === 'outside' ? 'outside' : 'inside',
  };
}
