// The verdict and the first suspect on programs after public reports of leaks, with the very versions of the packages that
// leak, and on healthy ones that look alike. Load is uneven, as it is in production: see published-leaks/play-rounds.cjs.
//
//     npm run build && node --import tsx scripts/try-published-leaks.ts [--plan 1,4,2] [--only got,mobx]
//         [--folder .cache/published-leaks] [--keep SNAPSHOTS] [--no-run] [--out FILE]
//
// The packages are installed into the folder once, without their scripts. Programs run two at a time, each in a process of
// its own, and speak to the loopback interface only. --keep leaves the snapshots and truth.json there; --no-run judges
// those again. --out keeps how sure the answers were, for measure-accuracy.ts. Prints a table; ends with 1 if a leak was
// called no-leak, or a healthy program leaking.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { type Answer, askSnapdiff, describeSuspect, snapshotsIn } from './corpus/ask-snapdiff.ts';
import { inPairs } from './corpus/in-pairs.ts';
import { installPackages } from './corpus/install-packages.ts';
import { REPO } from './fixtures/runtimes.ts';
import { type LabelledProgram, readLabels } from './published-leaks/label.ts';
import type { CalibratedAnswer } from './measure-accuracy/tables.ts';
import { namesClass, showsHolder } from './published-leaks/score.ts';

const { values } = parseArgs({
  options: {
    plan: { type: 'string', default: '1,4,2' },
    only: { type: 'string', default: '' },
    folder: { type: 'string', default: join(REPO, '.cache/published-leaks') },
    keep: { type: 'string' },
    'no-run': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
if (values['no-run'] && values.keep === undefined) throw new Error('--no-run judges what --keep has kept');

const source = join(REPO, 'scripts/published-leaks');
const folder = resolve(values.folder);
const kept = resolve(values.keep ?? mkdtempSync(join(tmpdir(), 'published-leaks-')));
const snapshots = join(kept, values.plan.replaceAll(',', '-'));
const labels = readLabels(join(source, 'programs'));
const wanted = values.only.split(',');
const chosen = labels.filter(({ name }) => wanted.some((word) => name.includes(word)));
const timeLimit = 120_000;
const execute = promisify(execFile);

async function play({ name }: LabelledProgram): Promise<void> {
  const to = join(snapshots, name);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  await execute(
    process.execPath,
    [
      '--expose-gc',
      join(source, 'play-rounds.cjs'),
      join(folder, 'programs', `${name}.cjs`),
      to,
      values.plan,
    ],
    { cwd: folder, timeout: timeLimit, env: { ...process.env, NODE_OPTIONS: '' } },
  );
}

interface Judged {
  readonly program: LabelledProgram;
  readonly answer: Answer;
  readonly class: boolean;
  readonly holder: boolean;
}

const judged: Judged[] = [];
const problems: string[] = [];

async function judge(program: LabelledProgram): Promise<void> {
  try {
    if (!values['no-run']) await play(program);
    const answer = await askSnapdiff(snapshotsIn(join(snapshots, program.name)));
    const [first] = answer.suspects;
    const { leak } = program;
    judged.push({
      program,
      answer,
      class: leak !== null && first !== undefined && namesClass(first, leak),
      holder: leak !== null && first !== undefined && showsHolder(first, leak),
    });
  } catch (error) {
    problems.push(`${program.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (values.keep === undefined) rmSync(join(snapshots, program.name), { recursive: true, force: true });
}

function assess({ program, answer, class: isClass, holder }: Judged): string {
  const { result } = answer.verdict;
  if (program.leak === null) return result === 'leak' ? 'FALSE ALARM' : 'right';
  if (result === 'no-leak') return 'CALLED HEALTHY';
  if (isClass && holder) return 'right';
  return isClass ? 'class only' : holder ? 'holder only' : 'wrong';
}

if (!values['no-run']) {
  installPackages(
    folder,
    labels.flatMap(({ packages }) => packages),
  );
  // A package is looked for from where the program stands.
  cpSync(join(source, 'programs'), join(folder, 'programs'), { recursive: true });
}
await inPairs(chosen, judge);
judged.sort((a, b) => a.program.name.localeCompare(b.program.name));

console.log(`Rounds before the snapshots: ${values.plan}.\n`);
console.log('| Program | Packages | Leaks | Verdict | Confidence | First suspect | |');
console.log('| --- | --- | --- | --- | ---: | --- | --- |');
for (const one of judged) {
  const { program, answer } = one;
  const [first] = answer.suspects;
  const cells = [
    program.name,
    program.packages[0]?.replace(/^.*npm:/, '') ?? 'Node itself',
    program.leak ? 'yes' : 'no',
    answer.verdict.result,
    `${Math.round(answer.verdict.confidence * 100)} %`,
    first ? describeSuspect(first) : '',
    assess(one),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const leaking = judged.filter(({ program }) => program.leak !== null);
const healthy = judged.filter(({ program }) => program.leak === null);
const answered = (among: readonly Judged[], result: string): string =>
  `${among.filter(({ answer }) => answer.verdict.result === result).length} of ${among.length}`;
const both = leaking.filter((one) => one.class && one.holder).length;
console.log(`
Class and holder by the first suspect: ${both} of ${leaking.length}.
Leaking: called leak ${answered(leaking, 'leak')}, called no-leak ${answered(leaking, 'no-leak')}.
Healthy: called leak ${answered(healthy, 'leak')}, called no-leak ${answered(healthy, 'no-leak')}.`);

if (values.out !== undefined) {
  const calibrated = judged.map(({ program, answer, class: isClass, holder }): CalibratedAnswer => ({
    isLeaking: program.leak !== null,
    result: answer.verdict.result,
    confidence: answer.verdict.confidence,
    isNamed: isClass && holder,
    first: answer.suspects[0],
  }));
  writeFileSync(values.out, `${JSON.stringify(calibrated, null, 1)}\n`);
}
if (values.keep === undefined) {
  rmSync(kept, { recursive: true, force: true });
} else {
  const truth = labels.map(({ name, leak }) => [
    name,
    { kind: leak ? 'leak' : 'none', leaks: leak ? [leak] : [] },
  ]);
  writeFileSync(join(kept, 'truth.json'), `${JSON.stringify(Object.fromEntries(truth), null, 1)}\n`);
}
for (const problem of problems) console.error(`\n${problem}`);
const isWrong = judged.some((one) => ['FALSE ALARM', 'CALLED HEALTHY'].includes(assess(one)));
process.exitCode = isWrong || problems.length > 0 ? 1 : 0;
