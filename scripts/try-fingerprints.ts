// Whether a leak has one fingerprint wherever it is met, and another than its neighbours: plays the labelled programs that
// leak on Node 18 to 26, each twice: as it is, and with other amounts of work, from another folder under another name,
// edited where it does not matter, on a host of another name.
//
//     node --import tsx scripts/try-fingerprints.ts [--versions 18,26] [--only WORDS] [--keep FOLDER]
//
// Each Node is installed once into .cache/ by its npm package. --keep leaves there what was suspected in each run, and takes
// it from there again: to try another canonical form takes a second. Two seconds a run, 650 in all. Prints a line for each
// leak; ends with 1 if one has several fingerprints, or two have the same that are not of the same names.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fingerprintOf } from '../src/compare/fingerprint.ts';
import { alike, leakNamedBy, readLabelledPrograms, type Leak } from '../test/support/labelled-programs.ts';
import { inPairs } from './corpus/in-pairs.ts';
import { installNode } from './fixtures/runtimes.ts';
import { courses, suspectsOf } from './try-fingerprints/play-program.ts';

const { values } = parseArgs({
  options: {
    versions: { type: 'string', default: '18,20,22,24,26' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
  },
});

const nodes = values.versions
  .split(',')
  .map((major) => ({ major: Number(major), path: installNode(Number(major)) }));
const programs = readLabelledPrograms().filter(
  ({ program, leaks }) => leaks.length > 0 && program.includes(values.only),
);
const kept = resolve(values.keep ?? mkdtempSync(join(tmpdir(), 'fingerprints-')));

/** A leak of a program, and the runs by what its first suspect of the label's class and path is called. */
interface Told {
  readonly program: string;
  readonly runsOf: Map<string, string[]>;
  readonly unseen: string[];
}

const told = new Map<Leak, Told>();
for (const { program, leaks } of programs) {
  for (const leak of leaks) told.set(leak, { program, runsOf: new Map(), unseen: [] });
}

const problems: string[] = [];
const runs = nodes.flatMap((node) =>
  courses.flatMap((course) => programs.map((labelled) => ({ node, course, labelled }))),
);

await inPairs(runs, async ({ node, course, labelled }) => {
  const run = `${node.major} ${course.name}`;
  try {
    const suspects = await suspectsOf(labelled.program, node, course, kept);
    for (const leak of labelled.leaks) {
      const found = suspects.find((suspect) => leakNamedBy({ ...labelled, leaks: [leak] }, suspect));
      note(leak, run, found && fingerprintOf(found));
    }
  } catch (error) {
    const [line = ''] = /^\w*Error: .+$/m.exec(error instanceof Error ? error.message : String(error)) ?? [];
    problems.push(`${labelled.program}, ${run}: ${line}`);
  }
});
if (values.keep === undefined) rmSync(kept, { recursive: true });

function note(leak: Leak, run: string, found: ReturnType<typeof fingerprintOf> | undefined): void {
  const of = told.get(leak);
  if (!of) return;
  if (!found) {
    of.unseen.push(run);
    return;
  }
  const said = `${found.fingerprint} ${found.of}`;
  of.runsOf.set(said, [...(of.runsOf.get(said) ?? []), run]);
}

const byText = new Map<string, Set<string>>();
let several = 0;
for (const { program, runsOf, unseen } of told.values()) {
  const count = [...runsOf.values()].flat().length;
  const where = unseen.length > 0 ? `, not suspected in ${unseen.length}` : '';
  for (const said of runsOf.keys()) byText.set(said, (byText.get(said) ?? new Set()).add(program));
  if (runsOf.size > 1) several++;
  console.log(`${runsOf.size > 1 ? 'SEVERAL' : 'one'.padEnd(7)} ${program}: ${count} runs${where}`);
  for (const [said, found] of runsOf)
    console.log(`        ${said}${runsOf.size > 1 ? ` (${found.join(', ')})` : ''}`);
}
const shared = [...byText].filter(([, owners]) => owners.size > 1);
const wrong = shared.filter(
  ([, owners]) => !alike.some((pair) => [...owners].every((one) => pair.includes(one))),
);
for (const [said, owners] of shared) console.log(`shared by ${[...owners].join(', ')}: ${said}`);
for (const problem of problems) console.log(`not played: ${problem}`);
console.log(
  `\n${told.size} leaks, ${runs.length} runs: ${told.size - several} have one fingerprint, ${several} several; ` +
    `${shared.length} shared, of which ${wrong.length} should not be.`,
);
process.exitCode = several > 0 || wrong.length > 0 ? 1 : 0;
