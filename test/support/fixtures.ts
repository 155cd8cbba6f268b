import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Absolute path of a file of the repository, whatever the working directory. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

export function readGzippedJson(path: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(repositoryPath(path))).toString('utf8'));
}
