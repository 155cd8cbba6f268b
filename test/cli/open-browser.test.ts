import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOpener } from '../../src/cli/open-browser.ts';

const desktop = { platform: 'linux', env: { DISPLAY: ':0' }, isTerminal: true } as const;

test('a browser is opened by what the system has for it, with nothing of a shell', () => {
  assert.deepEqual(browserOpener(desktop), ['xdg-open']);
  assert.deepEqual(browserOpener({ ...desktop, env: { WAYLAND_DISPLAY: 'wayland-0' } }), ['xdg-open']);
  assert.deepEqual(browserOpener({ ...desktop, platform: 'darwin', env: {} }), ['open']);
  assert.deepEqual(browserOpener({ ...desktop, platform: 'win32', env: {} }), [
    'rundll32',
    'url.dll,FileProtocolHandler',
  ]);
});

test('none is opened where nobody would see it', () => {
  const nowhere = [
    { ...desktop, isTerminal: false },
    { ...desktop, env: {} },
    { ...desktop, env: { DISPLAY: '' } },
    { ...desktop, env: { ...desktop.env, CI: 'true' } },
    { ...desktop, env: { ...desktop.env, SSH_CONNECTION: '10.0.0.1 50000 10.0.0.2 22' } },
    { ...desktop, platform: 'darwin', env: { SSH_CONNECTION: '10.0.0.1 50000 10.0.0.2 22' } },
    { ...desktop, platform: 'aix' },
  ] as const;
  for (const one of nowhere) assert.equal(browserOpener(one), undefined, JSON.stringify(one));
});
