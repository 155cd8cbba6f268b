// Shows once that size is no limit: two files over 2 GiB each, then two whose strings are longer than V8's longest
// string (2^29 - 24 characters). Needs 5 GB of disk and minutes of CPU, so the tests leave it out. The name of the leaking
// class is the last of all strings: its count is right only if the whole section was read.
//
//     npm run build && node --import tsx scripts/bench/huge.ts
import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { generatedPair, removeGeneratedPair } from './generated-pair.ts';
import type { GeneratedFile, GeneratedPair, Profile } from './generate-snapshot.ts';
import { measure } from './measure.ts';
import { REPO } from './subjects.ts';
import { CLASS_NAMES, LEAKY_CLASS } from './vocabulary.ts';

const DISK_BYTES = 6e9;
const LONGEST_STRING = 2 ** 29 - 24;

interface Side {
  readonly fileBytes: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
}

/** The part of `snapdiff --json` that is checked. */
interface Diff {
  readonly snapshots: readonly Side[];
  readonly classes: readonly { readonly className: string; readonly addedCount: number }[];
}

async function show(
  megabytes: number,
  profile: Profile,
  isHuge: (file: GeneratedFile) => boolean,
): Promise<void> {
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    const pair = generatedPair(megabytes, profile, log);
    for (const file of [pair.baseline, pair.current]) {
      const { bytes, nodeCount, edgeCount, stringBytes } = file;
      log(`  ${bytes} bytes, of them ${stringBytes} of strings; ${nodeCount} nodes, ${edgeCount} edges`);
      check(isHuge(file), 'the file is as big as it should be');
    }
    const command = [join(REPO, 'dist/cli/main.js'), pair.baseline.path, pair.current.path, '--json'];
    const { usage, failure } = await measure([process.execPath, ...command], REPO);
    check(failure === undefined, `snapdiff ends well: ${failure}`);
    const { wallSeconds, cpuSeconds, peakRssBytes } = usage;
    const seconds = `${wallSeconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s`;
    log(`  compared in ${seconds}, peak RSS ${(peakRssBytes / 1e6).toFixed(0)} MB`);
    checkCounts(JSON.parse(execFileSync(process.execPath, command, { maxBuffer: 1e9 }).toString()), pair);
    log('  node, edge and leak counts are right');
  } finally {
    removeGeneratedPair(megabytes, profile);
  }
}

function checkCounts(diff: Diff, pair: GeneratedPair): void {
  for (const [index, side] of (['baseline', 'current'] as const).entries()) {
    const { fileBytes, nodeCount, edgeCount } = diff.snapshots[index];
    check(fileBytes === pair[side].bytes, `${side}: all bytes were read`);
    check(nodeCount === pair[side].nodeCount, `${side}: all nodes were read`);
    check(edgeCount === pair[side].edgeCount, `${side}: all edges were read`);
  }
  const leak = diff.classes.find(({ className }) => className === CLASS_NAMES[LEAKY_CLASS]);
  check(
    leak?.addedCount === pair.leakedCount,
    `${leak?.addedCount} of ${pair.leakedCount} connections leaked`,
  );
}

function check(isTrue: boolean, claim: string): void {
  if (!isTrue) throw new Error(`not so: ${claim}`);
}

const { bavail, bsize } = statfsSync(REPO);
check(bavail * bsize > DISK_BYTES, `the disk has ${DISK_BYTES / 1e9} GB to spare`);
await show(2500, 'objects', (file) => file.bytes > 2 ** 31);
await show(1300, 'strings', (file) => file.stringBytes > LONGEST_STRING);
