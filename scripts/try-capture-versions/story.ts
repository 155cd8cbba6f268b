// The push daemon's story with the real package: kill -USR2 after each push, then snapdiff names the leak and its sockets.
import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotsIn, withFolder } from '../../test/process/preload/host.ts';
import { repositoryPath } from '../../test/support/fixtures.ts';
import { runCli } from '../../test/support/run-cli.ts';
import { npmInstall } from '../fixtures/runtimes.ts';
import type { Check, NodeUnderTest } from './check.ts';

/** The daemon with its packages, installed once for all versions: they are plain JavaScript. */
function installedDaemon(): string {
  const folder = repositoryPath('.cache/push-daemon');
  cpSync(repositoryPath('fixtures/programs/push-daemon'), folder, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
  if (!existsSync(join(folder, 'node_modules/apn'))) npmInstall(folder, []);
  return join(folder, 'push-daemon.cjs');
}

interface SeriesJson {
  readonly verdict: { readonly result: string };
  readonly suspects: readonly {
    readonly className: string;
    readonly heldCounts: readonly number[];
    readonly evidence: readonly string[];
  }[];
  readonly context?: {
    readonly beside: readonly { className: string; retainedDelta: number; openDelta: number }[];
  };
}

async function tellsStory(node: NodeUnderTest, args: readonly string[]): Promise<SeriesJson> {
  let report: SeriesJson | undefined;
  await withFolder(async (folder, start) => {
    const daemon = start({
      node: node.path,
      program: [installedDaemon(), '--wait', ...args],
      env: { SNAPDIFF_MIN_INTERVAL: '0' },
    });
    await daemon.says('ready');
    for (let push = 0; push <= 3; push++) {
      if (push > 0) await daemon.answers('pushed');
      daemon.stderr = '';
      await new Promise((resolve) => setTimeout(resolve, 1100));
      daemon.signal();
      await daemon.says(/^snapdiff: .*\.heapsnapshot/m, 'stderr');
    }
    const files = (await snapshotsIn(folder)).map((name) => join(folder, name));
    assert.equal(files.length, 4, daemon.stderr);
    const { stdout, stderr, exitCode } = await runCli(['--json', ...files]);
    assert.equal(exitCode, 0, stderr);
    report = JSON.parse(stdout) as SeriesJson;
  });
  return report ?? assert.fail('no report');
}

export const storyChecks: readonly Check[] = [
  {
    name: 'push daemon: Connection, five a round, and its sockets',
    run: async (node) => {
      const { verdict, suspects, context } = await tellsStory(node, []);
      assert.equal(verdict.result, 'leak');
      const [{ className, heldCounts, evidence } = assert.fail('no suspect')] = suspects;
      assert.deepEqual(heldCounts, [5, 5, 5]);
      // From Node 22 on an Endpoint retains more than its Connection, and names them both.
      if (className !== 'Connection') {
        assert.equal(className, 'Endpoint');
        assert.ok(evidence.some((fact) => /In the same numbers came .*\bConnection\b/.test(fact)));
      }
      const [beside] = context?.beside ?? [];
      assert.deepEqual([beside?.className, beside?.retainedDelta, beside?.openDelta], [className, 15, 15]);
      return className;
    },
  },
  {
    name: 'push daemon, one provider: no leak',
    run: async (node) => {
      const { verdict, suspects } = await tellsStory(node, ['--shared']);
      assert.deepEqual([verdict.result, suspects], ['no-leak', []]);
    },
  },
];
