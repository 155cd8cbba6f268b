import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SnapdiffError } from '../../src/base/errors.ts';
import { waitUntil } from '../support/child-processes.ts';
import { ask, connected, enter, page, postJson, sendBytes, serve } from './serve.ts';

test('the page is sent with its own policy, and nobody may frame it', async () => {
  const server = await serve();
  const { status, headers, body } = await ask(server.port, { headers: { cookie: await enter(server) } });
  assert.deepEqual([status, body], [200, page]);
  assert.equal(headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(
    headers['content-security-policy'],
    "default-src 'none'; script-src 'sha256-x'; connect-src 'self'; frame-ancestors 'none'",
  );
});

test('a question goes to the explorer as it is, and its answer comes back as JSON', async () => {
  const server = await serve();
  const cookie = await enter(server);
  const question = { question: 'search', by: 'text', text: '</script>\u2028\ud800' };
  const { status, headers, body } = await ask(
    server.port,
    postJson(cookie, '/ask', { snapshot: 3, question }),
  );
  assert.deepEqual([status, headers['content-type']], [200, 'application/json; charset=utf-8']);
  assert.deepEqual(JSON.parse(body), [3, question]);
  server.explorer.answer = () => undefined;
  assert.equal((await ask(server.port, postJson(cookie, '/ask', { snapshot: 0, question }))).body, 'null');
});

test('a report of two megabytes comes whole, with its length', async () => {
  const server = await serve();
  const cookie = await enter(server);
  const text = 'é'.repeat(1 << 20);
  server.explorer.answer = () => text;
  const { status, headers, body } = await ask(
    server.port,
    postJson(cookie, '/report', { snapshots: [0, 2] }),
  );
  assert.deepEqual([status, headers['content-length']], [200, `${2 * 2 ** 20 + 2}`]);
  assert.equal(JSON.parse(body), text);
  assert.deepEqual(server.explorer.asked, [[0, 2]]);
});

test('of a report whose client leaves before it is made the explorer is told, and of no other', async () => {
  const server = await serve();
  const cookie = await enter(server);
  const { explorer, port } = server;
  explorer.answer = (asked) => (String(asked) === '1' ? new Promise(() => {}) : 'made');
  await ask(port, postJson(cookie, '/report', { snapshots: [0] }));
  const body = JSON.stringify({ snapshots: [1] });
  const socket = await connected(port);
  socket.write(
    `POST /report HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await waitUntil('it is asked', () => explorer.asked.length === 2);
  assert.deepEqual(explorer.left, []);
  socket.destroy();
  await waitUntil('the explorer is told', () => explorer.left.length > 0);
  assert.deepEqual(explorer.left, [[1]]);
});

test('what the explorer cannot answer is a sentence and what to do', async () => {
  const server = await serve();
  const cookie = await enter(server);
  server.explorer.answer = () => {
    throw new SnapdiffError('a.heapsnapshot: is there no more', { hint: 'Start it again.' });
  };
  for (const asked of [
    postJson(cookie, '/ask', { snapshot: 0, question: {} }),
    postJson(cookie, '/report', { snapshots: [0] }),
  ]) {
    const { status, body } = await ask(server.port, asked);
    assert.equal(status, 422);
    assert.deepEqual(JSON.parse(body), {
      message: 'a.heapsnapshot: is there no more',
      hint: 'Start it again.',
    });
  }
});

test('a mistake of ours is called so, without a stack, and the next question is answered', async () => {
  const server = await serve();
  const cookie = await enter(server);
  const asked = postJson(cookie, '/ask', { snapshot: 0, question: {} });
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const mistakes = [
    () => {
      throw new TypeError('x is not a function');
    },
    // oxlint-disable-next-line typescript/only-throw-error
    () => Promise.reject('a text' as unknown as Error),
    () => cyclic,
    () => 1n,
  ];
  for (const answer of mistakes) {
    server.explorer.answer = answer;
    const { status, body } = await ask(server.port, asked);
    assert.equal(status, 500);
    const { message, ...more } = JSON.parse(body) as { message: string };
    assert.match(message, /^this is a bug in snapdiff; please report it: ./);
    assert.doesNotMatch(message, /:\d+:\d+/);
    assert.deepEqual(more, {});
  }
  server.explorer.answer = () => 'well';
  assert.equal((await ask(server.port, asked)).body, '"well"');
});

test('of many at once each gets its own answer', async () => {
  const server = await serve();
  const cookie = await enter(server);
  // Those asked last are answered first.
  const waiting: (() => void)[] = [];
  server.explorer.answer = async (asked) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 50) for (const go of waiting.toReversed()) go();
    });
    return asked;
  };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, id) =>
      ask(server.port, postJson(cookie, '/ask', { snapshot: id, question: { id } })),
    ),
  );
  answers.forEach(({ body }, id) => assert.deepEqual(JSON.parse(body), [id, { id }]));
});

test('requests of one connection, sent without waiting, are answered in their order', async () => {
  const server = await serve();
  const cookie = await enter(server);
  const get = (path: string, more = ''): string =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${cookie}\r\n${more}\r\n`;
  const answers = await sendBytes(server.port, get('/') + get('/') + get('/none') + get('/'));
  assert.deepEqual(answers.match(/^HTTP\/1\.1 \d+/gm), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
});
