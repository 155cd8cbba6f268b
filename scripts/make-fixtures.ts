// Runs the programs of fixtures/programs on the runtimes they are for and stores what they write, gzipped, in
// fixtures/snapshots. What it needs is installed into .cache/. See fixtures/README.md.
//
//     node --import tsx scripts/make-fixtures.ts [--only NAME]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { writePageSnapshots } from './fixtures/chromium.ts';
import {
  REPO,
  findBun,
  findDeno,
  findHermes,
  findNode,
  findNode8,
  installChromium,
  installHeapdump,
  npmInstall,
} from './fixtures/runtimes.ts';
import { writeTimeline } from './fixtures/timeline.ts';

// Programs and runtimes are copied here and run from here: their paths end up in the snapshots.
const BENCH = '/tmp/snapdiff-fixtures';
const SNAPSHOTS = join(REPO, 'fixtures/snapshots');

interface Recipe {
  /** Folders of fixtures/snapshots it fills. */
  folders: string[];
  make: (out: string) => Promise<void> | void;
}

const program = (name: string): string => join(BENCH, 'programs', name);

/** `cwd`: where a program writes that is not told where. */
function runProgram(command: string, args: string[], cwd: string = BENCH): void {
  mkdirSync(cwd, { recursive: true });
  // A bare environment, because packages keep copies of it; and no colour or update checks of Deno and Bun.
  const env = { PATH: '/usr/bin:/bin', HOME: BENCH, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${signal ?? status}\n${stderr}`);
  process.stdout.write(stdout);
}

const onNode =
  (version: number, name: string, ...args: string[]): ((out: string) => void) =>
  (out) => {
    runProgram(findNode(BENCH, version), ['--expose-gc', program(name), out, ...args]);
  };

const pushDaemon =
  (...args: string[]): ((out: string) => void) =>
  (out) => {
    npmInstall(program('push-daemon'), []);
    onNode(20, 'push-daemon/push-daemon.cjs', ...args)(out);
  };

/** Of a heap whose allocations are tracked; its first snapshot would tell nothing more. */
const trackedOn =
  (version: number): ((out: string) => void) =>
  (out) => {
    onNode(version, 'async-work.cjs', '--writer', 'allocations')(out);
    rmSync(join(out, '0.heapsnapshot'));
  };

const RECIPES: Recipe[] = [
  { folders: ['push-daemon-leak'], make: pushDaemon() },
  { folders: ['push-daemon-healthy'], make: pushDaemon('--shared') },
  { folders: ['node18'], make: onNode(18, 'everything.cjs') },
  { folders: ['node20'], make: onNode(20, 'everything.cjs') },
  { folders: ['node22'], make: onNode(22, 'everything.cjs') },
  { folders: ['node24'], make: onNode(24, 'everything.cjs') },
  { folders: ['node26', 'node26-internals'], make: onNode(26, 'everything.cjs', '--writer', 'internals') },
  {
    folders: ['node20-second-process'],
    make: (out) => {
      onNode(20, 'everything.cjs')(out);
      // Its counterpart is node20/0; the second one would tell nothing more.
      rmSync(join(out, '1.heapsnapshot'));
    },
  },
  { folders: ['class-instances'], make: onNode(20, 'class-instances.cjs') },
  { folders: ['allocation-tracking'], make: onNode(24, 'async-work.cjs', '--writer', 'allocations') },
  { folders: ['allocation-tracking-node16'], make: trackedOn(16) },
  { folders: ['allocation-tracking-node18'], make: trackedOn(18) },
  { folders: ['allocation-tracking-node20'], make: trackedOn(20) },
  { folders: ['allocation-tracking-node22'], make: trackedOn(22) },
  { folders: ['allocation-tracking-node26'], make: trackedOn(26) },
  {
    folders: ['allocation-tracking-chrome'],
    make: async (out) => {
      installChromium();
      await writePageSnapshots(program('page.html'), out, { steps: 2, isTracked: true });
      rmSync(join(out, '0.heapsnapshot'));
    },
  },
  {
    folders: ['heaptimeline-node10'],
    make: (out) => writeTimeline(findNode(BENCH, 10), program('other-writers/timeline.cjs'), out, [20, 30]),
  },
  {
    folders: ['heaptimeline-node14'],
    make: (out) =>
      runProgram(findNode(BENCH, 14), [program('other-writers/timeline.cjs'), '0.heaptimeline'], out),
  },
  {
    folders: ['heapdump'],
    make: (out) => {
      installHeapdump(join(BENCH, 'programs'), 20);
      onNode(20, 'references.cjs', '--writer', 'heapdump')(out);
    },
  },
  {
    folders: ['deno'],
    make: (out) =>
      runProgram(findDeno(BENCH), [
        'run',
        '-A',
        '--v8-flags=--expose-gc',
        program('text-and-bytes.cjs'),
        out,
      ]),
  },
  {
    folders: ['node8'],
    make: (out) => runProgram(findNode8(BENCH), ['--expose-gc', program('other-writers/node8.cjs')], out),
  },
  {
    folders: ['hermes'],
    make: (out) => runProgram(findHermes(BENCH), [program('other-writers/hermes.js')], out),
  },
  { folders: ['bun'], make: (out) => runProgram(findBun(BENCH), [program('everything.cjs'), out]) },
  {
    folders: ['chrome'],
    make: (out) => {
      installChromium();
      return writePageSnapshots(program('page.html'), out, { steps: 2 });
    },
  },
];

function store(folder: string): void {
  const from = join(BENCH, 'out', folder);
  const to = join(SNAPSHOTS, folder);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).sort()) {
    const bytes = readFileSync(join(from, name));
    // Who looks into a fixture should not find this checkout's path in it.
    if (bytes.includes(REPO)) throw new Error(`${folder}/${name} names ${REPO}`);
    const file = join(to, `${name}.gz`);
    writeFileSync(file, gzipSync(bytes, { level: 9 }));
    const kB = (count: number): string => `${(count / 1000).toFixed(0)} kB`;
    console.log(`${folder}/${name}.gz  ${kB(bytes.length)} -> ${kB(statSync(file).size)}`);
  }
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = RECIPES.filter(({ folders }) => values.only === undefined || folders.includes(values.only));
if (chosen.length === 0) {
  const known = RECIPES.flatMap(({ folders }) => folders).join(', ');
  throw new Error(`no fixture is named ${values.only}; known: ${known}`);
}
rmSync(join(BENCH, 'out'), { recursive: true, force: true });
rmSync(join(BENCH, 'programs'), { recursive: true, force: true });
cpSync(join(REPO, 'fixtures/programs'), join(BENCH, 'programs'), { recursive: true });
for (const { folders, make } of chosen) {
  await make(join(BENCH, 'out', folders[0] ?? ''));
  for (const folder of folders) store(folder);
}
rmSync(BENCH, { recursive: true, force: true });
