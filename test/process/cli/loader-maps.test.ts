import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sidecarPath } from '../../../src/preload/sidecar.cts';
import { runCli } from '../../support/run-cli.ts';
import { capture, freePort, idsOf, readJson } from '../capture/capture-cli.ts';
import { preload, snapshotsIn, steppedClock, withFolder } from '../preload/host.ts';

// A program in TypeScript, which tsx compiles in memory: its types leave no lines behind, and its map is longer than
// what V8 writes of a string.
const types = Array.from(
  { length: 30 },
  (_, index) => `interface Shape${index} {
  readonly width: number;
}

export function widen${index}(shape: Shape${index}, by: readonly number[]): number {
  return by.map((value) => value * ${index}).reduce((sum, value) => sum + value, shape.width);
}
`,
);
const source = `${types.join('\n')}
class Visitor {
  constructor(
    readonly user: number,
  ) {}
}

const sessions = Array.from({ length: 50 }, (_, user) => new Visitor(user));
setInterval(() => sessions.length, 1000);
console.log('ready');
`;
const line = source.split('\n').findIndex((text) => text.includes('constructor(')) + 1;
const loader = ['--import', import.meta.resolve('tsx')] as const;

async function placeIn(snapshot: string): Promise<string> {
  const { stdout, stderr } = await runCli(['retainers', snapshot, '--class', 'Visitor']);
  return /^Its constructor stands at (.*)\.$/m.exec(stdout)?.[1] ?? stdout + stderr;
}

test('a place under tsx is one of the source: of a process that was not prepared, and of one that was', () =>
  withFolder(async (folder, start) => {
    const program = join(folder, 'app.ts');
    writeFileSync(program, source);
    const expected = new RegExp(`/app\\.ts:${line}$`);

    const bare = start({ nodeArgs: [...freePort, ...loader], program: [program] });
    await bare.says('ready');
    const outside = join(folder, 'outside.heapsnapshot');
    const { exitCode, stderr } = await capture(String(bare.pid), '--out', outside);
    assert.equal(exitCode, 0, stderr);
    assert.match(await placeIn(outside), expected);

    const prepared = start({ nodeArgs: ['-r', preload, ...loader], program: [program] });
    await prepared.says('ready');
    prepared.signal('SIGUSR2');
    await prepared.says('snapdiff: wrote', 'stderr');
    const name = (await snapshotsIn(folder)).find((found) => found !== 'outside.heapsnapshot') ?? '';
    const inside = join(folder, name);
    assert.match(await placeIn(inside), expected);

    // Without what was kept beside it nobody knows the source's line, and the file on the disk is not what ran.
    rmSync(sidecarPath(inside));
    assert.match(await placeIn(inside), /\/app\.ts, compiled line \d+$/);
    assert.doesNotMatch(await placeIn(inside), new RegExp(` ${line}$`));
  }));

test('to keep the maps does not part the snapshots of a pair: objects have their ids in both', () =>
  withFolder(async (folder, start) => {
    const program = join(folder, 'app.ts');
    writeFileSync(program, source);
    const bare = start({ nodeArgs: [...freePort, ...loader], program: [program] });
    await bare.says('ready');
    const series = await capture(String(bare.pid), '--out', folder, '--count', '2', '--every', '1s');
    assert.equal(series.exitCode, 0, series.stderr);
    await bare.end();
    const outside = await snapshotsIn(folder);
    await assertPair(folder, outside);

    const prepared = start({
      nodeArgs: [...steppedClock, '-r', preload, ...loader],
      program: [program],
      env: { SNAPDIFF_MIN_INTERVAL: '0' },
    });
    await prepared.says('ready');
    for (const number of ['001', '002']) {
      prepared.signal('SIGUSR2');
      await prepared.says(`.${number}.heapsnapshot`, 'stderr');
      await prepared.later();
    }
    await assertPair(
      folder,
      (await snapshotsIn(folder)).filter((name) => !outside.includes(name)),
    );
  }));

async function assertPair(folder: string, names: readonly string[]): Promise<void> {
  assert.equal(names.length, 2);
  const paths = names.map((name) => join(folder, name));
  for (const path of paths) assert.equal(typeof readJson(sidecarPath(path))['sourceMaps'], 'string');
  const [before, after] = await Promise.all(paths.map((path) => idsOf(path, 'Visitor')));
  assert.equal(before?.size, 50);
  assert.deepEqual(after, before);
}
