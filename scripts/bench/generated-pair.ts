import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GeneratedPair, generatePair, type Profile } from './generate-snapshot.ts';
import { CACHE } from './subjects.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const SEED = 1;
const SOURCES = [
  'block.ts',
  'generate-snapshot.ts',
  'heap-plan.ts',
  'program-blocks.ts',
  'runtime-block.ts',
  'vocabulary.ts',
];

/** A pair from the cache, written first if it is not there or if the generator is not the one that wrote it. */
export function generatedPair(
  megabytes: number,
  profile: Profile,
  log: (line: string) => void,
): GeneratedPair {
  const directory = pairDirectory(megabytes, profile);
  const manifest = join(directory, 'pair.json');
  const hash = createHash('sha256');
  for (const source of SOURCES) hash.update(readFileSync(join(HERE, source)));
  const generator = hash.digest('hex');
  if (existsSync(manifest)) {
    const cached: { generator: string; pair: GeneratedPair } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (cached.generator === generator) return cached.pair;
  }
  log(`generating ${megabytes} MB, ${profile}`);
  rmSync(directory, { recursive: true, force: true });
  const pair = generatePair({ megabytes, profile, seed: SEED, format: 'node20', directory });
  writeFileSync(manifest, JSON.stringify({ generator, pair }));
  return pair;
}

export function removeGeneratedPair(megabytes: number, profile: Profile): void {
  rmSync(pairDirectory(megabytes, profile), { recursive: true, force: true });
}

function pairDirectory(megabytes: number, profile: Profile): string {
  return join(CACHE, `bench/${profile}-${megabytes}`);
}
