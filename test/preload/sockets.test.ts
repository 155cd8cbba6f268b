import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { openFileCount, readSockets } from '../../src/preload/sockets.cts';

const isLinux = process.platform === 'linux';

/** A /proc with one process, 7, that has these sockets; what the tables have besides belongs to others. */
async function withProc(
  inodes: readonly number[],
  tables: Readonly<Record<string, readonly string[]>>,
  use: (root: string) => void,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'snapdiff-proc-'));
  try {
    await mkdir(join(root, 'proc/7/fd'), { recursive: true });
    await mkdir(join(root, 'proc/7/net'));
    await symlink('/dev/null', join(root, 'proc/7/fd/0'));
    for (const [at, inode] of inodes.entries()) {
      await symlink(`socket:[${inode}]`, join(root, `proc/7/fd/${at + 3}`));
    }
    for (const [name, rows] of Object.entries(tables)) {
      const lines = rows.map((row, at) => {
        const [local, remote, state, inode] = row.split(' ');
        return `   ${at}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 20 4 30 10 -1`;
      });
      await writeFile(join(root, 'proc/7/net', name), ['  sl  local_address …', ...lines, ''].join('\n'));
    }
    use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

test('sockets are counted by where they lead and their state, those of other processes left out', () =>
  withProc(
    [11, 12, 13, 14],
    {
      tcp: [
        '0100007F:C001 0700000A:01BB 01 11',
        '0100007F:C002 0700000A:01BB 01 12',
        '0100007F:C003 0700000A:01BB 08 13',
        '0100007F:C004 0700000A:01BB 01 99',
      ],
    },
    (root) => {
      assert.deepEqual(readSockets(7, root), {
        tcp: [
          { remote: '10.0.0.7:443', localPort: null, state: 'ESTABLISHED', count: 2 },
          { remote: '10.0.0.7:443', localPort: null, state: 'CLOSE_WAIT', count: 1 },
        ],
        otherCount: 1,
      });
      assert.equal(openFileCount(7, root), 5);
    },
  ));

test('connections that came in are counted without the port of the client, though a primary listens', () =>
  withProc(
    [12, 13],
    {
      tcp: [
        '00000000:1F90 00000000:0000 0A 99',
        '0100007F:1F90 0200007F:D001 01 12',
        '0100007F:1F90 0200007F:D002 01 13',
      ],
    },
    (root) => {
      assert.deepEqual(readSockets(7, root)?.tcp, [
        { remote: '127.0.0.2', localPort: 8080, state: 'ESTABLISHED', count: 2 },
      ]);
    },
  ));

test('an IPv4 peer of an IPv6 socket is the same place, other IPv6 addresses are shortened', () =>
  withProc(
    [11, 12, 13],
    {
      tcp: ['0100007F:C001 0700000A:01BB 01 11'],
      tcp6: [
        '0000000000000000FFFF00000100007F:C002 0000000000000000FFFF00000700000A:01BB 01 12',
        '00000000000000000000000001000000:C003 B80D0120000000000000000001000000:0050 01 13',
      ],
    },
    (root) => {
      assert.deepEqual(
        readSockets(7, root)?.tcp.map(({ remote, count }) => `${remote} ${count}`),
        ['10.0.0.7:443 2', '[2001:db8::1]:80 1'],
      );
    },
  ));

test('of a process that is not there nothing is told', () =>
  withProc([], {}, (root) => {
    assert.equal(readSockets(8, root), null);
    assert.equal(openFileCount(8, root), null);
  }));

test('both ends of a real connection are found', { skip: !isLinux }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect(port, '127.0.0.1');
  const [other] = await accepted;
  const found = readSockets(process.pid)?.tcp ?? [];
  assert.ok(
    found.some(
      ({ remote, state }) =>
        remote === `127.0.0.1:${port}` || (remote === '127.0.0.1' && state === 'ESTABLISHED'),
    ),
  );
  assert.ok(found.some(({ localPort, state }) => localPort === port && state === 'LISTEN'));
  socket.destroy();
  other.destroy();
  server.close();
});
