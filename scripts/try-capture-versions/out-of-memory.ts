// What is left behind when memory runs out, as the table of docs/capture.md has it: two snapshots near the limit, one from V8.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolder } from '../../test/process/preload/host.ts';
import { RunningCli } from '../../test/process/capture/capture-cli.ts';
import { isWhole } from '../../src/capture/part-file.ts';
import type { Check, NodeUnderTest } from './check.ts';

/** A leak of small objects until the process ends. @returns the whole snapshots, and what was said */
async function runOut(
  { path }: NodeUnderTest,
  options: readonly string[],
  nodeOptions: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly exit: string; readonly stderr: string }> {
  let left: { names: readonly string[]; exit: string; stderr: string } | undefined;
  await withFolder(async (folder) => {
    const script = 'const all = []; for (;;) all.push({ list: new Array(100).fill(all.length) });';
    const args = ['run', ...options, '--', path, '--max-old-space-size=20', ...nodeOptions, '-e', script];
    const cli = new RunningCli(args, { cwd: folder });
    const { signal, exitCode } = await cli.end();
    const names = (await readdir(folder)).filter((name) => name.endsWith('.heapsnapshot')).toSorted();
    for (const name of names) assert.ok(await isWhole(join(folder, name)), name);
    left = { names, exit: signal ?? String(exitCode), stderr: cli.stderr };
  });
  return left ?? assert.fail('no end');
}

const isAbort = (exit: string): boolean => exit === 'SIGABRT' || exit === '134';

export const outOfMemoryChecks: readonly Check[] = [
  {
    name: 'run --near-heap-limit: two snapshots, then the end it would have had',
    run: async (node) => {
      const { names, exit, stderr } = await runOut(node, ['--near-heap-limit'], []);
      assert.ok(isAbort(exit), exit);
      assert.equal(names.length, 2, stderr);
      assert.match(names.join(' '), /^Heap(?:\.\d+){5}\.heapsnapshot Heap(?:\.\d+){5}\.heapsnapshot$/);
    },
  },
  {
    name: '--heap-snapshot-on-oom: one snapshot, of Node 22 and later',
    run: async (node) => {
      const { names, exit, stderr } = await runOut(node, [], ['--heap-snapshot-on-oom']);
      if (node.major < 22) {
        assert.equal(exit, '9');
        assert.match(stderr, /bad option: --heap-snapshot-on-oom/);
        return 'refused';
      }
      assert.ok(isAbort(exit), exit);
      assert.match(names.join(' '), /^v8-heap-\d+(?:-\d+)?\.heapsnapshot$/, stderr);
      assert.match(stderr, /snapshots written:\n {2}v8-heap-/);
      return 'one';
    },
  },
];
