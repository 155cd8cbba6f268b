import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryPath } from './fixtures.ts';
import { runCli } from './run-cli.ts';

/** The push daemon's four snapshots, as a user names them. */
export function pushDaemon(of: 'leak' | 'healthy' = 'leak'): string[] {
  const folder = `fixtures/snapshots/push-daemon-${of}`;
  return readdirSync(repositoryPath(folder))
    .filter((name) => name.endsWith('.heapsnapshot.gz'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

const made = new Map<string, Promise<string>>();

/** What the command writes as a page; the same one for all of a file of tests. @param args without where it goes */
export function makePage(args: readonly string[], exitCode = 0): Promise<string> {
  const key = args.join(' ');
  const page = made.get(key) ?? runForPage(args, exitCode);
  made.set(key, page);
  return page;
}

async function runForPage(args: readonly string[], exitCode: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-made-'));
  const file = join(folder, 'report.html');
  const isCheck = args[0] === 'check';
  const result = await runCli([...args, ...(isCheck ? ['--reporter', `html=${file}`] : ['--html', file])]);
  assert.equal(result.exitCode, exitCode, result.stderr);
  const html = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  return html;
}
