// A program's label: the lines of its head comment that say what it needs, and what of it leaks.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Leak {
  /** Names that say what leaks, the best first; closures by their function's name. */
  readonly constructors: readonly string[];
  /** Words that the path has to show, all of them; `a|b` is either. */
  readonly holder: readonly string[];
}

export interface LabelledProgram {
  readonly name: string;
  readonly file: string;
  /** For npm: `got@12.5.2`; with another name, where there are two versions, `got-fixed@npm:got@13.0.0`. */
  readonly packages: readonly string[];
  /** null: nothing leaks. */
  readonly leak: Leak | null;
}

function readLabel(file: string): LabelledProgram {
  const source = readFileSync(file, 'utf8');
  const line = (start: string): string | undefined =>
    new RegExp(`^// ${start}: (.+)$`, 'm').exec(source)?.[1];
  const name = basename(file, '.cjs');
  const packages = line('Packages');
  const leakOf = line('Leak of');
  const heldBy = line('Held by');
  const isHealthy = /^\/\/ No leak\.$/m.test(source);
  if (packages === undefined || isHealthy === (leakOf !== undefined && heldBy !== undefined)) {
    throw new Error(`${name} does not say what it needs, or whether it leaks`);
  }
  return {
    name,
    file,
    packages: packages === 'none' ? [] : packages.split(', '),
    leak:
      leakOf === undefined || heldBy === undefined
        ? null
        : { constructors: leakOf.split(' | '), holder: heldBy.split(', ') },
  };
}

export function readLabels(folder: string): LabelledProgram[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.cjs'))
    .toSorted()
    .map((file) => readLabel(join(folder, file)));
}
