import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { readSettings, type Settings } from '../../src/preload/settings.cts';
import { sidecarPath } from '../../src/preload/sidecar.cts';
import { snapshotBase } from '../../src/preload/write-snapshot.cts';

function read(environment: Readonly<Record<string, string>>): { settings: Settings; said: string[] } {
  const said: string[] = [];
  return { settings: readSettings(environment, (line) => said.push(line)), said };
}

test('nothing set gives the defaults, and says nothing', () => {
  assert.deepEqual(read({ SNAPDIFF_OUT: '', SNAPDIFF_MIN_INTERVAL: ' ' }), {
    settings: {
      signal: 'SIGUSR2',
      folder: process.cwd(),
      elsewhere: tmpdir(),
      name: null,
      writer: 'v8',
      minIntervalMs: 30_000,
      maxFiles: 10,
      isForced: false,
      withNumbers: false,
    },
    said: [],
  });
});

test('everything set is taken', () => {
  assert.deepEqual(
    read({
      SNAPDIFF_SIGNAL: 'winch',
      SNAPDIFF_OUT: 'dumps',
      SNAPDIFF_NAME: 'api',
      SNAPDIFF_WRITER: 'heapdump',
      SNAPDIFF_MIN_INTERVAL: '500ms',
      SNAPDIFF_MAX_FILES: '3',
      SNAPDIFF_FORCE: '1',
      SNAPDIFF_NUMBERS: 'yes',
    }),
    {
      settings: {
        signal: 'SIGWINCH',
        folder: join(process.cwd(), 'dumps'),
        elsewhere: null,
        name: 'api',
        writer: 'heapdump',
        minIntervalMs: 500,
        maxFiles: 3,
        isForced: true,
        withNumbers: true,
      },
      said: [],
    },
  );
  assert.equal(read({ SNAPDIFF_SIGNAL: 'none' }).settings.signal, null);
});

test('a default that is handed over stands back behind what the user says', () => {
  const { folder, elsewhere } = read({ SNAPDIFF_OUT: '', SNAPDIFF_DEFAULT_OUT: '/srv' }).settings;
  assert.deepEqual([folder, elsewhere], ['/srv', tmpdir()]);
  assert.equal(read({ SNAPDIFF_OUT: '/mine', SNAPDIFF_DEFAULT_OUT: '/srv' }).settings.folder, '/mine');
});

test('what makes no sense is one line each, and the default', () => {
  const { settings, said } = read({
    SNAPDIFF_SIGNAL: 'SIGNONSENSE',
    SNAPDIFF_WRITER: 'pencil',
    SNAPDIFF_MIN_INTERVAL: 'soon',
    SNAPDIFF_MAX_FILES: '-1',
    SNAPDIFF_FORCE: 'perhaps',
  });
  assert.deepEqual(settings, read({}).settings);
  assert.deepEqual(said, [
    'SNAPDIFF_SIGNAL=SIGNONSENSE is not a signal of this system; SIGUSR2 is used',
    'SNAPDIFF_WRITER=pencil makes no sense; v8 is used',
    'SNAPDIFF_MIN_INTERVAL=soon makes no sense; 30s is used',
    'SNAPDIFF_MAX_FILES=-1 makes no sense; 10 is used',
    'SNAPDIFF_FORCE=perhaps makes no sense; false is used',
  ]);
});

for (const [signal, problem] of [
  ['SIGUSR1', "is the inspector's"],
  ['kill', 'cannot be caught'],
  ['TERM', 'has to end the program'],
]) {
  test(`${signal} ${problem}, so it is refused`, () => {
    const { settings, said } = read({ SNAPDIFF_SIGNAL: signal ?? '' });
    assert.equal(settings.signal, 'SIGUSR2');
    assert.deepEqual(said, [`SNAPDIFF_SIGNAL=${signal} ${problem}; SIGUSR2 is used`]);
  });
}

test('a name becomes safe, and its time sorts', () => {
  const time = new Date('2026-11-21T09:30:00.123Z');
  const base = (name: string): string => snapshotBase('/srv', name, 7, time);
  assert.equal(base('api'), '/srv/api.7.20261121T093000Z');
  assert.equal(base('../../etc/passwd'), '/srv/etc-passwd.7.20261121T093000Z');
  assert.equal(base('…'), '/srv/node.7.20261121T093000Z');
  assert.ok(base('x'.repeat(300)).length < 100);
});

test('a snapshot keeps its sidecar when it is compressed', () => {
  for (const name of [
    'a.7.heapsnapshot',
    'a.7.heapsnapshot.gz',
    'a.7.heapsnapshot.br',
    'a.7.heapsnapshot.zst',
  ]) {
    assert.equal(sidecarPath(`/srv/${name}`), '/srv/a.7.meta.json');
  }
  assert.equal(sidecarPath('dump.json'), 'dump.json.meta.json');
});
