// Tries capturing under what runs and surrounds programs: PM2 and nodemon, which are installed once into .cache/, and
// networks of their own (by `ip netns`: iproute2, and root) and other users' (root).
//
//     npm run build && node --import tsx scripts/try-process-managers.ts [--only pm2]
//
// Prints a line for each; ends with 1 if anything failed. What cannot be had here is said, and is no failure.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { npmInstall, REPO } from './fixtures/runtimes.ts';
import { nodemonBySignal, nodemonPreload, nodemonSeries } from './try-process-managers/nodemon.ts';
import { networks } from './try-process-managers/networks.ts';
import { otherUsers } from './try-process-managers/other-users.ts';
import { pm2Cluster, pm2Fork, pm2Watching } from './try-process-managers/pm2.ts';

const packages = ['pm2@7.0.4', 'nodemon@3.1.14'];
const cache = join(REPO, '.cache/process-managers');
const binary = (name: string): string => join(cache, 'node_modules/.bin', name);

interface Case {
  readonly name: string;
  /** In an empty folder. @returns why it could not be tried @throws what is wrong */
  readonly run: (folder: string) => Promise<string | void>;
}

const cases: readonly Case[] = [
  { name: 'pm2, cluster mode', run: (folder) => pm2Cluster(binary('pm2'), folder) },
  { name: 'pm2, fork mode', run: (folder) => pm2Fork(binary('pm2'), folder) },
  { name: 'pm2, which watches the folder', run: (folder) => pm2Watching(binary('pm2'), folder) },
  { name: 'nodemon, a series', run: (folder) => nodemonSeries(binary('nodemon'), folder) },
  { name: 'nodemon, the preload', run: (folder) => nodemonPreload(binary('nodemon'), folder) },
  { name: 'nodemon, capture by the preload', run: (folder) => nodemonBySignal(binary('nodemon'), folder) },
  { name: 'two networks', run: networks },
  { name: 'another user', run: otherUsers },
];

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
if (!existsSync(binary('nodemon'))) npmInstall(cache, packages);
for (const { name, run } of cases.filter((each) => each.name.includes(values.only))) {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-managers-'));
  const start = performance.now();
  try {
    const why = await run(folder);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${name.padEnd(44)} ${why === undefined ? `ok, ${seconds} s` : `not tried: ${why}`}`);
  } catch (error) {
    console.log(`${name.padEnd(44)} FAILED`);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
