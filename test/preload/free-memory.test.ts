import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { captureCost, freeMemory } from '../../src/preload/free-memory.cts';

const gigabyte = 2 ** 30;

async function withFiles(
  files: Readonly<Record<string, string | number>>,
  use: (root: string) => void,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'snapdiff-memory-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), `${content}\n`);
    }
    use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

const machine = { 'proc/meminfo': 'MemTotal: 16777216 kB\nMemAvailable:    8388608 kB' };
const version2 = {
  ...machine,
  'proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate',
};
const version1 = {
  ...machine,
  'proc/self/mountinfo': [
    '32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu',
    '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
    '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
  ].join('\n'),
};

test("without control groups it is the machine's", () =>
  withFiles(machine, (root) => {
    assert.deepEqual(freeMemory('self', root), { bytes: 8 * gigabyte, boundBy: 'machine' });
  }));

test('a group of version 2 bounds it, file pages that the kernel would drop counted as free', () =>
  withFiles(
    {
      ...version2,
      'proc/7/cgroup': '0::/app',
      'sys/fs/cgroup/app/memory.max': gigabyte,
      'sys/fs/cgroup/app/memory.current': 700e6,
      'sys/fs/cgroup/app/memory.stat': 'anon 500000000\nactive_file 20000000\ninactive_file 100000000',
    },
    (root) => {
      assert.deepEqual(freeMemory(7, root), { bytes: gigabyte - 700e6 + 110e6, boundBy: 'cgroup' });
    },
  ));

test('the group around a group can be the one that is full', () =>
  withFiles(
    {
      ...version2,
      'proc/self/cgroup': '0::/slice/app/inner',
      'sys/fs/cgroup/slice/memory.max': gigabyte,
      'sys/fs/cgroup/slice/memory.current': gigabyte - 5e6,
      'sys/fs/cgroup/slice/app/memory.max': 2 * gigabyte,
      'sys/fs/cgroup/slice/app/memory.current': 1000,
      'sys/fs/cgroup/slice/app/inner/memory.max': 'max',
      'sys/fs/cgroup/slice/app/inner/memory.current': 1000,
    },
    (root) => assert.deepEqual(freeMemory('self', root), { bytes: 5e6, boundBy: 'cgroup' }),
  ));

test('a group of version 1 beside an empty version 2', () =>
  withFiles(
    {
      ...version1,
      'proc/self/cgroup': '4:memory:/app\n1:cpu:/other\n0::/',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      'sys/fs/cgroup/memory/memory.usage_in_bytes': 9e9,
      'sys/fs/cgroup/memory/app/memory.limit_in_bytes': 420e6,
      'sys/fs/cgroup/memory/app/memory.usage_in_bytes': 400e6,
      'sys/fs/cgroup/memory/app/memory.stat': 'inactive_file 1\ntotal_inactive_file 30000000',
    },
    (root) => assert.deepEqual(freeMemory('self', root), { bytes: 50e6, boundBy: 'cgroup' }),
  ));

test('in a container that names its group as the host sees it', () =>
  withFiles(
    {
      ...machine,
      'proc/self/mountinfo': '35 31 0:32 /docker/0123 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory',
      'proc/self/cgroup': '4:memory:/docker/0123',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': 420e6,
      'sys/fs/cgroup/memory/memory.usage_in_bytes': 400e6,
    },
    (root) => assert.deepEqual(freeMemory('self', root), { bytes: 20e6, boundBy: 'cgroup' }),
  ));

test('where the system does not tell, it is not known', () =>
  withFiles({ 'etc/hosts': '' }, (root) => assert.equal(freeMemory('self', root), null)));

test('this machine tells', { skip: process.platform !== 'linux' }, () => {
  const free = freeMemory();
  assert.ok(free && free.bytes > 1e6);
});

test('a capture costs a multiple of the heap, less from Node 24 on', () => {
  assert.equal(captureCost(100e6, 20), 1200e6);
  assert.equal(captureCost(100e6, 24), 1000e6);
});
