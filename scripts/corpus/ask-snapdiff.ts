// Asks the built program about files, as a user would, and reads its JSON.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { Result } from '../../test/support/labelled-programs.ts';
import { REPO } from '../fixtures/runtimes.ts';

const execute = promisify(execFile);

export interface AnsweredSuspect {
  readonly className: string;
  readonly confidence: number;
  readonly holder: { readonly className: string; readonly edge: string | null };
  readonly path: readonly { readonly className: string; readonly edgeName: string }[];
}

/** The fields of the report that these scripts read. */
export interface Answer {
  readonly verdict: { readonly result: Result; readonly confidence: number; readonly reason: string };
  readonly suspects: readonly AnsweredSuspect[];
  readonly snapshots: readonly { readonly totalSize: number }[];
}

/** The snapshots of a folder, in the order of their numbers. */
export function snapshotsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /^\d+\.heapsnapshot$/.test(file))
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((file) => join(folder, file));
}

export async function askSnapdiff(files: readonly string[]): Promise<Answer> {
  const program = join(REPO, 'dist/cli/main.js');
  // As much as any report has, and more.
  const { stdout } = await execute(process.execPath, [program, ...files, '--json'], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Answer;
}

/** What hangs where, for a table: "Session under .sessions Map". */
export function describeSuspect({ className, holder }: AnsweredSuspect): string {
  return `${className} under ${holder.edge ?? ''} ${holder.className}`.replaceAll('|', '\\|');
}
