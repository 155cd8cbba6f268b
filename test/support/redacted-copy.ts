import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { redactFile } from '../../src/files/redact-file.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { readSummaryGolden, summaryRowOf } from './devtools-goldens.ts';

interface FileContent {
  readonly strings: readonly string[];
  readonly [section: string]: unknown;
}

export function contentOf(path: string): FileContent {
  const bytes = readFileSync(path);
  return JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8')) as FileContent;
}

export const sortedRows = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

/** A redacted copy of a snapshot has DevTools' numbers of the original, and no text of a string. */
export async function assertRedacted(original: string, golden: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-redacted-'));
  try {
    const copy = join(folder, 'copy.heapsnapshot');
    await redactFile(original, copy);
    await assertSameNumbers(copy, golden);
    assertMasked(original, copy);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function assertSameNumbers(copy: string, golden: string): Promise<void> {
  const expected = readSummaryGolden(golden);
  const { classes, snapshot: info } = summarize(new Analysis(await readSnapshot(copy)));
  const symbol = (name: string): string => name.replace('(undefined)', '(symbol)');
  assert.deepEqual(
    sortedRows(classes.map(summaryRowOf)),
    sortedRows(expected.rows.map(([key, name, ...rest]) => [symbol(key), symbol(name), ...rest])),
  );
  assert.deepEqual(
    [info.nodeCount, info.edgeCount, info.totalSize],
    [expected.nodeCount, expected.edgeCount, expected.totalSize],
  );
}

function assertMasked(original: string, copy: string): void {
  const { strings: before, ...rest } = contentOf(original);
  const { strings: now, ...sameRest } = contentOf(copy);
  assert.deepEqual(sameRest, rest);
  assert.deepEqual(
    now.map(({ length }) => length),
    before.map(({ length }) => length),
  );
  const masked = before.filter((text, index) => now[index] !== text && !/^x*$/.test(text));
  assert.ok(masked.length > 100);
  const names = now.filter((text, index) => before[index] === text);
  // A name may have a word or a path in it that is also the text of a string: `error`, in `onerror`.
  const left = names.join('\n');
  const isName = new Set(names);
  for (const text of masked) {
    assert.ok(!isName.has(text), text);
    if (/.{30}/.test(text) && /\s/.test(text)) assert.ok(!left.includes(text), text);
  }
}
