// Runs the programs of fixtures/programs/timeline on every Node that production runs, each writing its own timeline, and
// compares the verdicts with the right answers that stand at their tops. Each Node is installed once into .cache/.
//
//     npm run build && node --import tsx scripts/try-timeline.ts [--node 18,24] [--seconds 4] [--only WORDS] [--plain]
//
// With --plain V8 collects when it likes; give it 60 seconds then, as major collections are rare. Then `inconclusive` is right
// too, and so is `no-growth` of `fragments` until V8 collects its burst. Prints a table, "?" for `inconclusive`; ends with 1
// if a verdict is wrong.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readTimeline } from '../src/timeline/read-timeline.ts';
import { triage } from '../src/timeline/triage.ts';
import { installNode } from './fixtures/runtimes.ts';

const { values } = parseArgs({
  options: {
    node: { type: 'string', default: '18,20,22,24,26' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    plain: { type: 'boolean', default: false },
  },
});
const programFolder = fileURLToPath(new URL('../fixtures/programs/timeline', import.meta.url));
const preload = fileURLToPath(new URL('../dist/preload/register.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-timeline-'));
const majors = values.node.split(',').map(Number);
const programs = readdirSync(programFolder)
  .filter((file) => file !== 'run-for.cjs' && file.includes(values.only))
  .map((file) => ({ file, answer: rightAnswer(file) }));

function rightAnswer(file: string): string {
  const [, answer] =
    /^\/\/ Right answer: (\S+)$/m.exec(readFileSync(join(programFolder, file), 'utf8')) ?? [];
  if (answer === undefined) throw new Error(`${file} does not say its right answer`);
  return answer;
}

async function judge(node: string, major: number, file: string): Promise<string> {
  const path = join(folder, `${file}.${major}.csv`);
  const samplesWanted = 60;
  const child = spawn(
    node,
    [...(values.plain ? [] : ['--expose-gc']), '-r', preload, join(programFolder, file), values.seconds],
    {
      env: {
        SNAPDIFF_TIMELINE: path,
        SNAPDIFF_TIMELINE_INTERVAL: `${Math.round((Number(values.seconds) * 1000) / samplesWanted)}ms`,
      },
      stdio: 'inherit',
    },
  );
  await new Promise((resolve) => child.on('close', resolve));
  const { runs } = await readTimeline(path);
  const { result, confidence } = triage(runs[0]);
  return result === 'inconclusive' ? '?' : `${result} (${confidence})`;
}

let wrong = 0;
const width = 29;
try {
  console.log(
    ['program'.padEnd(22), ...majors.map((major) => `Node ${major}`.padEnd(width))].join(' ').trimEnd(),
  );
  const nodes = majors.map((major) => ({ major, path: installNode(major) }));
  for (const { file, answer } of programs) {
    const verdicts = await Promise.all(nodes.map(({ path, major }) => judge(path, major, file)));
    const cells = verdicts.map((verdict) => {
      const isUncollected = values.plain && file === 'fragments.cjs' && verdict.startsWith('no-growth ');
      const isWrong = verdict !== '?' && !isUncollected && !verdict.startsWith(`${answer} `);
      if (isWrong || (verdict === '?' && !values.plain)) wrong++;
      return `${isWrong ? 'WRONG ' : ''}${verdict}`.padEnd(width);
    });
    console.log([file.padEnd(22), ...cells].join(' ').trimEnd());
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = wrong === 0 ? 0 : 1;
