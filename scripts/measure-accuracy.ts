// How often the library is right about the labelled programs, under even and uneven load, as Markdown tables
// for docs/accuracy.md:
//   node --import tsx scripts/measure-accuracy.ts --snapshots DIR [--plans 1,1,1/1,4,2] [--warm-up N]
//     [--measured] [--only NAME] [--wrong] [--out FILE] [--with FILE,FILE]
// DIR/[after-N-]PLAN/PROGRAM/N.heapsnapshot are taken as they are if they are there, and written if not: 4 MB each, 10 GB in all.
// A plan says how many batches of work come before each snapshot but the first. --measured puts sidecars beside them, as of a
// service whose batches take processor time: that is drawn, the snapshots are real. --wrong lists what went wrong, --out keeps
// all answers as JSON; --with counts those of other runs, and of try-published-leaks.ts and try-servers.ts, for how sure
// they were. Takes ten minutes for the snapshots and as long for the answers.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLabelledPrograms } from '../test/support/labelled-programs.ts';
import {
  evenPlan,
  nameOfPlan,
  shortWarmUp,
  snapshotsOf,
  unevenPlans,
  writeSnapshotsOf,
  type Plan,
} from '../test/support/run-program.ts';
import { askAbout, type Answer } from './measure-accuracy/answers.ts';
import { withSidecars } from './measure-accuracy/sidecars.ts';
import {
  accuracyTable,
  calibrationTable,
  listOfWrong,
  type CalibratedAnswer,
} from './measure-accuracy/tables.ts';

const { values } = parseArgs({
  options: {
    snapshots: { type: 'string' },
    plans: { type: 'string' },
    'warm-up': { type: 'string' },
    measured: { type: 'boolean', default: false },
    only: { type: 'string' },
    wrong: { type: 'boolean', default: false },
    out: { type: 'string' },
    with: { type: 'string', default: '' },
  },
});
if (values.snapshots === undefined) throw new Error('usage: measure-accuracy.ts --snapshots DIR');
const root = values.snapshots;
const warmUp = values['warm-up'] === undefined ? undefined : Number(values['warm-up']);
const plans: readonly Plan[] = values.plans?.split('/').map((plan) => plan.split(',').map(Number)) ?? [
  evenPlan,
  ...unevenPlans,
];

/** The program's snapshots under a plan, written unless they are all there. */
async function snapshotsFor(program: string, plan: Plan): Promise<string[]> {
  const folder = join(
    root,
    [...(warmUp === undefined ? [] : [`after-${warmUp}`]), ...plan].join('-'),
    program,
  );
  const files = snapshotsOf(plan, folder);
  if (files.every((file) => existsSync(file))) return files;
  mkdirSync(folder, { recursive: true });
  return writeSnapshotsOf(program, plan, folder, warmUp);
}

const programs = readLabelledPrograms().filter(({ program }) => program.includes(values.only ?? ''));
const answers: Answer[] = [];
for (const plan of plans) {
  for (const labelled of programs) {
    const files = await snapshotsFor(labelled.program, plan);
    const ask = (these: readonly string[]): Promise<Answer[]> => askAbout(labelled, nameOfPlan(plan), these);
    answers.push(
      ...(await (values.measured ? withSidecars(files, plan, warmUp ?? shortWarmUp, ask) : ask(files))),
    );
  }
}
const others = values.with
  .split(',')
  .filter((file) => file !== '')
  .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as CalibratedAnswer[]);
console.log(`${accuracyTable(answers)}\n\n${calibrationTable([...answers, ...others])}`);
if (values.wrong) console.log(`\n${listOfWrong(answers)}`);
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(answers, null, 1)}\n`);
