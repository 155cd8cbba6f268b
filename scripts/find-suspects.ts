// Runs the search for suspects over folders of snapshots and writes one result file for each, for a scorer:
//   node --import tsx scripts/find-suspects.ts --cases DIR --out DIR [--pairs]
// DIR has a folder per program with 0.heapsnapshot, 1.heapsnapshot, …; --pairs takes the first and the last only.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareFiles } from '../src/files/compare-files.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string' }, out: { type: 'string' }, pairs: { type: 'boolean', default: false } },
});
if (values.cases === undefined || values.out === undefined) {
  throw new Error('usage: find-suspects.ts --cases DIR --out DIR [--pairs]');
}

mkdirSync(values.out, { recursive: true });
for (const name of readdirSync(values.cases).toSorted()) {
  const files = readdirSync(join(values.cases, name))
    .filter((file) => /^\d+\.heapsnapshot$/.test(file))
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((file) => join(String(values.cases), name, file));
  if (files.length < 2) continue;
  const [first = '', last = ''] = [files[0], files.at(-1)];
  const { verdict, suspects } = await compareFiles(values.pairs ? [first, last] : files);
  const result = {
    verdict: verdict.result,
    reason: verdict.reason,
    suspects: suspects.map(({ rank, className, kind, path, evidence }) => ({
      rank,
      // A scorer knows plain objects by their constructor, not by their shape.
      constructor: className.startsWith('{') ? 'Object' : className,
      path: path.flatMap((step) => [step.text, step.edgeName, step.className]),
      kind,
      evidence,
    })),
  };
  writeFileSync(join(values.out, `${name}.json`), `${JSON.stringify(result, null, 1)}\n`);
}
