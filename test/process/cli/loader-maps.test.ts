import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sidecarPath } from '../../../src/preload/sidecar.cts';
import { runCli } from '../../support/run-cli.ts';
import { capture, freePort } from '../capture/capture-cli.ts';
import { preload, snapshotsIn, withFolder } from '../preload/host.ts';

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
class Session {
  constructor(
    readonly user: number,
  ) {}
}

const sessions = Array.from({ length: 50 }, (_, user) => new Session(user));
setInterval(() => sessions.length, 1000);
console.log('ready');
`;
const line = source.split('\n').findIndex((text) => text.includes('constructor(')) + 1;
const loader = ['--import', import.meta.resolve('tsx')] as const;

async function placeIn(snapshot: string): Promise<string> {
  const { stdout, stderr } = await runCli(['retainers', snapshot, '--class', 'Session']);
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
