import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { applyPm2, nameInPm2 } from '../../src/preload/pm2.cts';

const handed = {
  name: 'api',
  pm_id: 3,
  pm_cwd: '/srv/api',
  max_memory_restart: 400e6,
  SNAPDIFF_OUT: 'heaps',
  SNAPDIFF_MAX_FILES: 3,
  SNAPDIFF_NUMBERS: true,
  DATABASE_PASSWORD: 'hunter2',
  env: { SNAPDIFF_SIGNAL: 'SIGHUP' },
};

test('what PM2 hands over is read, from the folder of the program, and nothing else of it', () => {
  const environment = applyPm2({
    HOME: '/root',
    SNAPDIFF_OUT: '/of/the/daemon',
    pm2_env: JSON.stringify(handed),
  });
  const { pm2_env, ...rest } = environment;
  assert.ok(pm2_env !== undefined);
  assert.deepEqual(rest, {
    HOME: '/root',
    name: 'api',
    pm_id: '3',
    max_memory_restart: '400000000',
    SNAPDIFF_NAME: 'api',
    SNAPDIFF_DEFAULT_OUT: '/srv/api',
    SNAPDIFF_OUT: '/srv/api/heaps',
    SNAPDIFF_MAX_FILES: '3',
    SNAPDIFF_NUMBERS: 'true',
  });
});

test('a name of its own stands before that of PM2', () => {
  const pm2_env = JSON.stringify({ name: 'api', SNAPDIFF_NAME: 'mine', SNAPDIFF_TIMELINE: 't.csv' });
  const environment = applyPm2({ pm2_env });
  assert.equal(environment['SNAPDIFF_NAME'], 'mine');
  assert.equal(environment['SNAPDIFF_TIMELINE'], resolve('t.csv'));
});

test('without PM2, or with something else under its name, an environment stays what it is', () => {
  for (const environment of [{ HOME: '/' }, ...['{"cut', 'null', '7'].map((pm2_env) => ({ pm2_env }))]) {
    assert.equal(applyPm2(environment), environment);
  }
});

test('a program has its name in PM2 by the title that PM2 gives it, also one that is cut; what it starts has not', () => {
  const environment = { name: 'api', pm_id: '0', pm_exec_path: '/srv/api/server.js' };
  for (const title of ['node /srv/api/server.js', 'node /srv/api/ser']) {
    assert.equal(nameInPm2(environment, title), 'api');
  }
  for (const title of ['node /srv/api/job.js', 'node server.js', 'node', 'api']) {
    assert.equal(nameInPm2(environment, title), undefined);
  }
  assert.equal(nameInPm2({ name: 'api' }, 'node /srv/api/server.js'), undefined);
});
