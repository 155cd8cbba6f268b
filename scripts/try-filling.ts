// What is said of 31 things that are empty or part full at the first snapshot, fill, and are bounded, and of 20 that grow without bound:
// caches, pools, rings, tables, lists and listeners of many kinds, under even and uneven load; as a Markdown table.
//   node --import tsx scripts/try-filling.ts [--plans 1,1,1/1,4,2] [--keep SNAPSHOTS]
// No bounded one should be called `leak`, and no unbounded one `no-leak`: both are named below the table, with how sure the answer was.
// --keep leaves the snapshots there, 17 MB for a program and three intervals, and judges those that are there already; remove those of
// a program that has changed. Takes a minute or two a plan.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeFiles, type Judgement } from '../test/support/judge-files.ts';
import { repositoryPath } from '../test/support/fixtures.ts';
import { nameOfPlan, runRounds, shortWarmUp, snapshotsOf, type Plan } from '../test/support/run-program.ts';

const { values } = parseArgs({
  options: {
    plans: { type: 'string', default: '1,1,1/1,4,2/2,0,3/3,1,6/4,2,1/3,2,1/6,3,1/5,4,3,2/1,1,1,1,1' },
    keep: { type: 'string' },
  },
});
const plans: readonly Plan[] = values.plans.split('/').map((plan) => plan.split(',').map(Number));
const programs = repositoryPath('scripts/try-filling');
const kept = resolve(values.keep ?? (await mkdtemp(join(tmpdir(), 'snapdiff-filling-'))));

/** The folders of programs, and what none in it may be called. */
const kinds = [
  { kind: 'bounded', wrong: 'leak' },
  { kind: 'unbounded', wrong: 'no-leak' },
] as const;
const results = ['leak', 'inconclusive', 'no-leak'] as const;

interface Judged {
  readonly name: string;
  readonly judgement: Judgement;
}

/** Runs a program, unless its snapshots are there. A folder has its name once all of them are written. */
async function snapshots(program: string, plan: Plan, folder: string): Promise<string[]> {
  if (!existsSync(folder)) {
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await runRounds(program, plan, partial, shortWarmUp);
    await rename(partial, folder);
  }
  return snapshotsOf(plan, folder);
}

async function judgeAll(kind: string, plan: Plan): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const file of (await readdir(join(programs, kind))).toSorted()) {
    const { name } = parse(file);
    const folder = join(kept, nameOfPlan(plan), kind, name);
    const files = await snapshots(join(programs, kind, file), plan, folder);
    judged.push({ name, judgement: await judgeFiles(files) });
    if (values.keep === undefined) await rm(folder, { recursive: true });
  }
  return judged;
}

function called(judged: readonly Judged[], result: string): Judged[] {
  return judged.filter(({ judgement }) => judgement.result === result);
}

function namesOf(judged: readonly Judged[]): string {
  const names = judged.map(({ name, judgement }) => `${name} (${Math.round(judgement.confidence * 100)} %)`);
  return names.join(', ') || 'none';
}

const mistakes: string[] = [];
try {
  console.log('| Load | Bounded: leak | open | no-leak | Unbounded: leak | open | no-leak |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const plan of plans) {
    const load = nameOfPlan(plan).replaceAll(',', ' : ');
    const counts: number[] = [];
    for (const { kind, wrong } of kinds) {
      const judged = await judgeAll(kind, plan);
      counts.push(...results.map((result) => called(judged, result).length));
      mistakes.push(`- ${load}, ${kind} called ${wrong}: ${namesOf(called(judged, wrong))}`);
    }
    console.log(`| ${load} | ${counts.join(' | ')} |`);
  }
} finally {
  if (values.keep === undefined) await rm(kept, { recursive: true });
}
console.log(`\n${mistakes.join('\n')}`);
