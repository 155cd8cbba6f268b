// heap-snapdiff/register on a Node: the ways of loading it, the writers, and the faults that versions differ in.
import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  assertWhole,
  hostProgram,
  preload,
  snapshotsIn,
  underPermissions,
  withFolder,
  type HostOptions,
} from '../../test/process/preload/host.ts';
import { repositoryPath } from '../../test/support/fixtures.ts';
import type { Check, NodeUnderTest } from './check.ts';

/** One signal makes one whole snapshot, by this writer, and the program lives. */
async function captures(
  node: NodeUnderTest,
  writer: string,
  prepare: (folder: string) => Promise<Partial<HostOptions>>,
): Promise<string> {
  let time = '';
  await withFolder(async (folder, start) => {
    const host = start({ node: node.path, ...(await prepare(folder)) });
    await host.says('ready');
    host.signal();
    await host.says(/wrote|no snapshot/, 'stderr');
    await host.answers();
    const names = await snapshotsIn(folder);
    assert.equal(names.length, 1, host.stderr);
    const sidecar = await assertWhole(join(folder, names[0] ?? ''));
    assert.equal(`v${sidecar.nodeVersion}`, node.version);
    assert.equal(sidecar.writer, writer);
    assert.equal(host.lines.length, 1, host.stderr);
    time = `${sidecar.captureMs} ms`;
  });
  return time;
}

/** A limit of the file's size stands for a full disk. */
async function survivesFullDisk(node: NodeUnderTest, env: Readonly<Record<string, string>>): Promise<void> {
  await withFolder(async (folder, start) => {
    const launcher = ['bash', '--norc', '-c', 'ulimit -f 1000 && exec "$0" "$@"'];
    const host = start({ node: node.path, launcher, env });
    await host.says('ready');
    host.signal();
    await host.says('no snapshot', 'stderr');
    await host.answers();
    assert.deepEqual(await readdir(folder), []);
  });
}

const builtIn = 'v8.writeHeapSnapshot';

async function withHeapdump(node: NodeUnderTest, folder: string): Promise<Partial<HostOptions>> {
  await symlink(join(node.heapdumpFolder ?? '', 'node_modules'), join(folder, 'node_modules'));
  return { env: { SNAPDIFF_WRITER: 'heapdump' } };
}

export const preloadChecks: readonly Check[] = [
  {
    name: 'preload: -r',
    run: (node) => captures(node, builtIn, async () => ({ nodeArgs: ['-r', preload] })),
  },
  {
    name: 'preload: --import',
    run: (node) =>
      captures(node, builtIn, async () => ({ nodeArgs: ['--import', pathToFileURL(preload).href] })),
  },
  {
    name: 'preload: NODE_OPTIONS',
    run: (node) =>
      captures(node, builtIn, async () => ({ nodeArgs: [], env: { NODE_OPTIONS: `-r ${preload}` } })),
  },
  {
    name: 'preload: import in code',
    run: (node) =>
      captures(node, builtIn, async (folder) => {
        await mkdir(join(folder, 'node_modules'));
        await symlink(repositoryPath('.'), join(folder, 'node_modules/heap-snapdiff'));
        const program = join(folder, 'app.mjs');
        await writeFile(
          program,
          `import 'heap-snapdiff/register'; import ${JSON.stringify(pathToFileURL(hostProgram).href)};`,
        );
        return { nodeArgs: [], program: [program] };
      }),
  },
  {
    name: 'preload: time to load',
    run: async (node) => {
      let best = Infinity;
      await withFolder(async (folder, start) => {
        const program = join(folder, 'measure.cjs');
        await writeFile(
          program,
          // Of the processor: a machine that has other work to do takes longer for it.
          `const before = process.cpuUsage(); require(${JSON.stringify(preload)}); const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);`,
        );
        for (let run = 0; run < 10; run++) {
          const host = start({ node: node.path, nodeArgs: [], program: [program] });
          assert.equal(await host.hasClosed(), 0, host.stderr);
          best = Math.min(best, Number(host.stdout));
        }
      });
      assert.ok(best < 20, `${best} ms`);
      return `${best.toFixed(1)} ms`;
    },
  },
  {
    name: 'preload: worker threads live on',
    run: (node) =>
      withFolder(async (_, start) => {
        const program = [repositoryPath('fixtures/programs/capture/preload-workers.cjs')];
        const env = { NODE_OPTIONS: `-r ${preload}` };
        const host = start({ node: node.path, nodeArgs: [], env, program });
        await host.says('ready');
        host.signal();
        await host.says('wrote', 'stderr');
        await host.answers('pong 2');
      }),
  },
  {
    name: 'preload: the permission model',
    run: async (node) => {
      if (node.major < 20) return 'no option';
      return captures(node, builtIn, async (folder) => ({
        nodeArgs: [...underPermissions(node.major, folder), `--allow-fs-write=${folder}`, '-r', preload],
      }));
    },
  },
  {
    name: 'preload: full disk',
    run: (node) => survivesFullDisk(node, {}),
  },
  {
    name: 'preload: heapdump',
    run: async (node) =>
      node.heapdumpFolder === null
        ? 'not built'
        : captures(node, 'heapdump', (folder) => withHeapdump(node, folder)),
  },
  {
    name: 'preload: heapdump, full disk',
    run: async (node) => {
      if (node.heapdumpFolder === null) return 'not built';
      await survivesFullDisk(node, {
        SNAPDIFF_WRITER: 'heapdump',
        NODE_PATH: join(node.heapdumpFolder, 'node_modules'),
      });
      return 'ok';
    },
  },
  {
    name: 'preload: heapdump that is not installed',
    run: (node) =>
      withFolder(async (_, start) => {
        const host = start({ node: node.path, env: { SNAPDIFF_WRITER: 'heapdump' } });
        await host.says('heapdump is not installed: run', 'stderr');
        host.signal();
        await host.says('wrote', 'stderr');
      }),
  },
];
