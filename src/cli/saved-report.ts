import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { SchemaMisfit, takeBySchema, type JsonSchema } from '../report/json-schema.ts';
import { isRecord, parseJson } from '../base/json-values.ts';
import { formatBytes } from '../base/units.ts';
import type { DrawnReport } from '../report/leave-out-strings.ts';
import { findContradiction } from '../report/saved-report.ts';

/** Of all classes of the largest heaps it is a tenth of this. */
const maxBytes = 256e6;

const kinds: readonly string[] = ['comparison', 'summary', 'check'];

const howToSave = 'Save one with --json: snapdiff --json <baseline> <current> > saved.json';

/**
 * Reads a report that was printed with `--json`; "-" is standard input. The file may be anything: what it has is taken by the
 * schema of its kind, and nothing else of it.
 *
 * @throws SnapdiffError when it cannot be read, or is no report that can be drawn
 */
export async function readSavedReport(path: string): Promise<DrawnReport> {
  const saved = parseJson((await readText(path)).replace(/^\uFEFF/, ''));
  if (!isRecord(saved)) throw refused(path, 'it is not the JSON of a report');
  const { kind, schemaVersion } = saved;
  if (typeof kind !== 'string' || !kinds.includes(kind)) {
    throw refused(path, 'it is no comparison, summary or check');
  }
  if (schemaVersion !== 1) throw refused(path, 'it is of a version of snapdiff that this one does not know');
  const schema = new URL(`../../schema/${kind}.schema.json`, import.meta.url);
  try {
    const taken = takeBySchema(
      saved,
      JSON.parse(await readFile(schema, 'utf8')) as JsonSchema,
    ) as DrawnReport;
    const wrong = findContradiction(taken);
    if (wrong !== undefined) throw new SchemaMisfit(wrong);
    return taken;
  } catch (error) {
    if (!(error instanceof SchemaMisfit)) throw error;
    throw refused(path, `its ${error.where.slice(0, 200) || 'JSON'} is not as a report has it`, error);
  }
}

function refused(path: string, problem: string, cause?: unknown): SnapdiffError {
  return new SnapdiffError(`${path}: ${problem}`, { cause, hint: howToSave });
}

async function readText(path: string): Promise<string> {
  const stream = path === '-' ? process.stdin : createReadStream(path);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length > maxBytes) throw refused(path, `it is larger than ${formatBytes(maxBytes)}`);
    }
  } catch (cause) {
    if (cause instanceof SnapdiffError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new SnapdiffError(`${path}: cannot be read (${code ?? String(cause)})`, {
      cause,
      hint: 'Check the path, and the disk it leads to.',
    });
  }
  return Buffer.concat(parts).toString('utf8');
}
