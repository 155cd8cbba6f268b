import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertWhole, preload, snapshotsIn, steppedClock, withFolder } from './host.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { runCli } from '../../support/run-cli.ts';

// From a process that leaks connections to the report that says so: kill -USR2 after each push, then snapdiff.

const program = repositoryPath('fixtures/programs/capture/connections.cjs');

/** A server that keeps what connects to it. */
async function withServer(use: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('kill -USR2 after each push, then snapdiff: Connection, who holds it, and as many open sockets', async () => {
  await withServer((port) =>
    withFolder(async (folder, start) => {
      const daemon = start({
        nodeArgs: [...steppedClock, '-r', preload],
        program: [program, `${port}`],
        env: { SNAPDIFF_MIN_INTERVAL: '0' },
      });
      await daemon.says('ready');
      for (let push = 0; push <= 3; push++) {
        if (push > 0) await daemon.answers('opened');
        daemon.stderr = '';
        // Signals within a second of a capture belong to it.
        await daemon.later();
        daemon.signal();
        await daemon.says(/^snapdiff: .*\.heapsnapshot/m, 'stderr');
      }
      const files = (await snapshotsIn(folder)).map((name) => join(folder, name));
      assert.equal(files.length, 4);
      for (const file of files) await assertWhole(file);

      const series = await runCli(['--top', '5', ...files]);
      assert.equal(series.exitCode, 0, series.stderr);
      assert.match(
        series.stdout,
        /^leak \(97 % sure\): 15 \+ 15 \+ 15 Connection stay under \.pool ConnectionPool › \.open /m,
      );
      assert.match(series.stdout, /sockets open 5 → 50 \(\+45\)/);
      assert.match(
        series.stdout.replaceAll('\n', ' '),
        new RegExp(`Connection \\+45 retained · sockets to 127\\.0\\.0\\.1:${port} \\+45 open`),
      );

      const pair = await runCli(['--json', files[0] ?? '', files[1] ?? '']);
      const { context, suspects } = JSON.parse(pair.stdout) as {
        context: { openSockets: unknown; beside: unknown };
        suspects: { className: string; holder: { edge: string }; confidence: number }[];
      };
      assert.deepEqual(context.openSockets, [5, 20]);
      assert.deepEqual(context.beside, [
        { className: 'Connection', retainedDelta: 15, remote: `127.0.0.1:${port}`, openDelta: 15 },
      ]);
      assert.deepEqual(
        [suspects[0].className, suspects[0].holder.edge, suspects[0].confidence],
        ['Connection', '.pool ConnectionPool › .open', 0.75],
      );
    }),
  );
});
