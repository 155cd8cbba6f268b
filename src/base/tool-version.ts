import { readFileSync } from 'node:fs';

/** The version of snapdiff, from its package: src and dist stand equally deep in it. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
