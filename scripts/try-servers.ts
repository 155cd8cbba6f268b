// The verdict on real servers under uneven load, unprepared but for the preload, which writes a snapshot on a signal.
//
//     npm run build && node --import tsx scripts/try-servers.ts [--phases 1,4,2:3,1,0,6,2] [--only koa,next]
//         [--staying 10,60,90,200] [--folder .cache/servers] [--keep SNAPSHOTS] [--no-run] [--out FILE]
//
// A phase of 4 is four times the work of a phase of 1, one of 0 is idle but for a trickle; there is a snapshot after the
// warm-up and one after each phase. --staying has so many clients connected, or at work at a time, at each snapshot; they are about ten
// otherwise. The packages are installed into the folder once, without their scripts. Everything
// speaks to the loopback interface only. --keep leaves the snapshots there, --no-run judges those again; --out keeps
// how sure the verdicts were, for measure-accuracy.ts. Prints a table;
// ends with 1 if a server was called leaking that is not known to, or one that is was called healthy.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Answer, askSnapdiff, describeSuspect, snapshotsIn } from './corpus/ask-snapdiff.ts';
import { inPairs } from './corpus/in-pairs.ts';
import { installPackages } from './corpus/install-packages.ts';
import { REPO } from './fixtures/runtimes.ts';
import type { CalibratedAnswer } from './measure-accuracy/tables.ts';
import { runServer } from './servers/run-server.ts';
import { type ServerUnderTest, servers } from './servers/servers.ts';

const { values } = parseArgs({
  options: {
    phases: { type: 'string', default: '1,4,2:3,1,0,6,2' },
    only: { type: 'string', default: '' },
    staying: { type: 'string' },
    folder: { type: 'string', default: join(REPO, '.cache/servers') },
    keep: { type: 'string' },
    'no-run': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
if (values['no-run'] && values.keep === undefined) throw new Error('--no-run judges what --keep has kept');

const folder = resolve(values.folder);
const kept = resolve(values.keep ?? mkdtempSync(join(tmpdir(), 'servers-')));
const wanted = values.only.split(',');
const chosen = servers.filter(({ name }) => wanted.some((word) => name.includes(word)));
const staying = values.staying?.split(',').map(Number);
const runs = chosen.flatMap((server) =>
  values.phases.split(':').map((phases) => ({ server, phases: phases.split(',').map(Number) })),
);

interface Judged {
  readonly server: ServerUnderTest;
  readonly phases: readonly number[];
  readonly answer: Answer;
}

const judged: Judged[] = [];
const problems: string[] = [];

async function judge({ server, phases }: (typeof runs)[number]): Promise<void> {
  const snapshots = join(kept, `${server.name}-${phases.length + 1}`);
  try {
    if (!values['no-run']) await runServer(server, phases, folder, snapshots, staying);
    judged.push({ server, phases, answer: await askSnapdiff(snapshotsIn(snapshots)) });
  } catch (error) {
    problems.push(`${server.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (values.keep === undefined) rmSync(snapshots, { recursive: true, force: true });
}

const isWrong = ({ server, answer }: Judged): boolean =>
  answer.verdict.result === (server.knownLeak === null ? 'leak' : 'no-leak');

if (!values['no-run']) {
  installPackages(
    folder,
    servers.flatMap(({ packages }) => packages),
  );
  for (const part of ['programs', 'loads']) {
    cpSync(join(REPO, 'scripts/servers', part), join(folder, part), { recursive: true });
  }
}
await inPairs(runs, judge);
judged.sort((a, b) => a.server.name.localeCompare(b.server.name) || a.phases.length - b.phases.length);

const megabytes = (bytes: number | undefined): string => ((bytes ?? 0) / 1e6).toFixed(1);
console.log('| Server | Files | Phases | Heap, MB | Verdict | Confidence | First suspects | |');
console.log('| --- | ---: | --- | --- | --- | ---: | --- | --- |');
for (const one of judged) {
  const { server, phases, answer } = one;
  const cells = [
    server.packages[0],
    phases.length + 1,
    phases.join(' : '),
    `${megabytes(answer.snapshots[0]?.totalSize)} → ${megabytes(answer.snapshots.at(-1)?.totalSize)}`,
    answer.verdict.result,
    `${Math.round(answer.verdict.confidence * 100)} %`,
    answer.suspects.slice(0, 2).map(describeSuspect).join('; '),
    `${server.knownLeak === null ? '' : `leaks: ${server.knownLeak}`}${isWrong(one) ? ' WRONG' : ''}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

if (values.out !== undefined) {
  const calibrated = judged.map(({ server, answer: { verdict } }): CalibratedAnswer => ({
    isLeaking: server.knownLeak !== null,
    result: verdict.result,
    confidence: verdict.confidence,
    isNamed: false,
  }));
  writeFileSync(values.out, `${JSON.stringify(calibrated, null, 1)}\n`);
}
if (values.keep === undefined) rmSync(kept, { recursive: true, force: true });
for (const problem of problems) console.error(`\n${problem}`);
process.exitCode = problems.length > 0 || judged.some(isWrong) ? 1 : 0;
