import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, enter, page, serve } from './serve.ts';

test('the token lets a browser in: a cookie that no script reads and no other site sends, and an address without it', async () => {
  const server = await serve();
  const { status, headers, body } = await ask(server.port, { path: `/?token=${server.token}` });
  assert.deepEqual([status, headers.location, body], [303, '/', '']);
  const [cookie = ''] = headers['set-cookie'] ?? [];
  assert.match(cookie, new RegExp(`^snapdiff-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
  assert.equal(headers['referrer-policy'], 'no-referrer');
  const entered = await ask(server.port, { headers: { cookie: cookie.replace(/;.*/, '') } });
  assert.deepEqual([entered.status, entered.body], [200, page]);
});

test('a token has 256 bits, and no two servers have the same', async () => {
  const [one, other] = [await serve(), await serve()];
  assert.match(one.token, /^[\w-]{43}$/);
  assert.notEqual(one.token, other.token);
  assert.equal((await ask(one.port, { path: `/?token=${other.token}` })).status, 403);
});

test('a second use without the cookie is refused in a sentence that says what to do', async () => {
  const server = await serve();
  await enter(server);
  const { status, headers, body } = await ask(server.port, { path: `/?token=${server.token}` });
  assert.equal(status, 403);
  assert.equal(headers['set-cookie'], undefined);
  assert.match(headers['content-type'] ?? '', /^text\/html/);
  assert.match(body, /<p>This address does not open snapdiff, or does so no longer\. .*Ctrl-C.*<\/p>/);
});

test('in the browser that is in, the address with the token works again, and so do a reload and a second tab', async () => {
  const server = await serve();
  const headers = { cookie: await enter(server) };
  const again = await ask(server.port, { path: `/?token=${server.token}`, headers });
  assert.deepEqual([again.status, again.headers.location], [303, '/']);
  assert.equal(again.headers['set-cookie'], undefined);
  for (let i = 0; i < 3; i++) assert.equal((await ask(server.port, { headers })).status, 200);
});

test('what is not its use does not spend a token', async () => {
  const server = await serve();
  const { port, token } = server;
  const path = `/?token=${token}`;
  const tries = [
    { path: '/' },
    { path: '/?token=' },
    { path: `/?token=${token.slice(1)}` },
    { path: `/?token=${token}x` },
    { path: `/?token=${'%C3%A9'.repeat(43)}` },
    { path: `/?TOKEN=${token}` },
    { path: `/session?token=${token}` },
    { path: `/report?token=${token}`, method: 'POST' },
    { path, method: 'HEAD' },
    { path, method: 'OPTIONS' },
    { path, headers: { host: 'rebound.example' } },
    { path, headers: { origin: 'http://other.example' } },
    { path, headers: { 'sec-fetch-site': 'cross-site' } },
  ];
  for (const one of tries) {
    const { status, headers } = await ask(port, one);
    assert.deepEqual([status, headers['set-cookie']], [403, undefined], JSON.stringify(one));
  }
  await enter(server);
});

test('it answers as localhost, too, whose cookie is another', async () => {
  const server = await serve();
  const host = `localhost:${server.port}`;
  const { status, headers } = await ask(server.port, { path: `/?token=${server.token}`, headers: { host } });
  assert.equal(status, 303);
  const cookie = headers['set-cookie']?.[0]?.replace(/;.*/, '') ?? '';
  const site = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  assert.equal((await ask(server.port, { headers: { ...site, cookie } })).status, 200);
});
