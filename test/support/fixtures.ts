import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Absolute path of a file of the repository, whatever the working directory. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Folders of fixtures/snapshots whose files the reader still refuses. What they should show is in golden/devtools. */
export const unopenedFolders: ReadonlySet<string> = new Set();

export function readGzippedJson(path: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(repositoryPath(path))).toString('utf8'));
}
