import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Session } from '../../src/explore/session.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { startExplorerServer } from '../../src/server/explorer-server.ts';
import { waitUntil } from '../support/child-processes.ts';
import { FakeExplorer } from './fake-explorer.ts';
import { ask, connected, enter, open, page, postJson, sendBytes, serve } from './serve.ts';

/** However it comes. */
function endOf(stream: Readable): Promise<void> {
  return new Promise(
    (resolve) =>
      void stream
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
  );
}

/** What is told, until the stream ends. */
async function* sessionsOf(response: IncomingMessage): AsyncGenerator<Session, void> {
  for await (const line of createInterface({ input: response })) {
    if (line === '') continue;
    assert.match(line, /^data: \{/);
    yield JSON.parse(line.slice('data: '.length)) as Session;
  }
}

test('the session is told at once, and each time it changes, to all who listen', async () => {
  const server = await serve();
  const { explorer, port } = server;
  const asked = { path: '/session', headers: { cookie: await enter(server) } };
  const streams = await Promise.all(Array.from({ length: 20 }, () => open(port, asked)));
  assert.equal(streams[0].headers['content-type'], 'text/event-stream; charset=utf-8');
  const told = streams.map(sessionsOf);
  const expected = async (session: Session): Promise<void> => {
    for (const one of told) assert.deepEqual((await one.next()).value, session);
  };
  await expected({ toolVersion: '0.0.0', snapshots: [], report: { state: 'waiting' } });
  explorer.change({ state: 'working', phase: 'reading\n\na.heapsnapshot', done: 1, total: 2 });
  await expected(explorer.session);
  explorer.change({ state: 'ready' });
  await expected(explorer.session);
});

test('what changes last before the end is still told', async () => {
  const server = await serve();
  const stream = await open(server.port, { path: '/session', headers: { cookie: await enter(server) } });
  server.explorer.change({ state: 'failed', problem: { message: 'no' } });
  await server.close();
  const told: Session[] = [];
  for await (const session of sessionsOf(stream)) told.push(session);
  assert.deepEqual(told.at(-1), server.explorer.session);
});

test('who has left is told nothing, and nothing is kept for them', async () => {
  const server = await serve();
  const { explorer, port } = server;
  const asked = { path: '/session', headers: { cookie: await enter(server) } };
  const [first, second] = [await open(port, asked), await open(port, asked)];
  const told = sessionsOf(second);
  await told.next();
  assert.equal(explorer.listeners.size, 2);
  first.destroy();
  await waitUntil('one is forgotten', () => explorer.listeners.size === 1);
  explorer.change({ state: 'ready' });
  assert.deepEqual((await told.next()).value, explorer.session);
});

test('who asks for the session behind another request of the same connection is cut off, and not kept', async () => {
  const server = await serve();
  const { explorer, port } = server;
  const cookie = await enter(server);
  const get = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`;
  const answers = await sendBytes(port, get('/') + get('/session'));
  assert.match(answers, /^HTTP\/1\.1 200 [^]*<title>Explorer/);
  assert.doesNotMatch(answers, /event-stream/);
  assert.equal(explorer.listeners.size, 0);
});

test('who reads slowly is told how it is now, not all that was', async () => {
  const server = await serve();
  const { explorer, port } = server;
  const stream = await open(port, { path: '/session', headers: { cookie: await enter(server) } });
  stream.pause();
  const changes = 200;
  // More than the system keeps for a connection, by far.
  for (let done = 1; done <= changes; done++) {
    explorer.change({ state: 'working', phase: 'x'.repeat(1 << 18), done });
    await new Promise(setImmediate);
  }
  let count = 0;
  for await (const { report } of sessionsOf(stream)) {
    count++;
    if (report.state === 'working' && report.done === changes) break;
  }
  assert.ok(count < changes, `${count} of ${changes}`);
});

test('who leaves in the middle of a question, or of an answer, ends nothing', async () => {
  const server = await serve();
  const { explorer, port } = server;
  const cookie = await enter(server);
  let answer = (): void => {};
  explorer.answer = () => new Promise((resolve) => (answer = () => resolve('x'.repeat(1 << 24))));
  const { path, headers, body } = postJson(cookie, '/ask', { snapshot: 0, question: {} });
  const head = Object.entries({ host: `127.0.0.1:${port}`, ...headers, 'content-length': body?.length })
    .map((pair) => `${pair.join(': ')}\r\n`)
    .join('');
  const request = `POST ${path} HTTP/1.1\r\n${head}\r\n${String(body)}`;
  for (const at of [20, request.length - 1, request.length]) {
    const socket = await connected(port);
    const before = explorer.asked.length;
    socket.write(request.slice(0, at));
    if (at === request.length) await waitUntil('it is asked', () => explorer.asked.length > before);
    socket.resetAndDestroy();
  }
  answer();
  const socket = await connected(port);
  socket.write(request);
  await waitUntil('it is asked', () => explorer.asked.length === 2);
  answer();
  await once(socket, 'data');
  socket.resetAndDestroy();
  assert.equal((await ask(port, { headers: { cookie } })).status, 200);
});

for (const [what, request] of [
  ['nothing', ''],
  ['half a line', 'GET'],
  ['half its headers', 'GET / HTTP/1.1\r\nHost: OWN\r\n'],
  [
    'half its body',
    'POST /ask HTTP/1.1\r\nHost: OWN\r\nCookie: IN\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  ],
  ['a body that is not asked for', 'GET / HTTP/1.1\r\nHost: OWN\r\nCookie: IN\r\nContent-Length: 9\r\n\r\n{'],
] as const) {
  test(`a request of which only ${what} comes is given up`, async () => {
    const server = await serve({ requestTimeoutMs: 100 });
    // On a busy machine a whole request may come too late as well.
    let cookie = '';
    await waitUntil('it lets in', async () => (cookie = await enter(server).catch(() => '')) !== '');
    const socket = await connected(server.port);
    socket.write(request.replaceAll('OWN', `127.0.0.1:${server.port}`).replaceAll('IN\r', `${cookie}\r`));
    await text(socket);
    assert.deepEqual(server.explorer.asked, []);
    await waitUntil('it goes on', async () => {
      const answered = await ask(server.port, { headers: { cookie } }).catch(() => undefined);
      return answered?.status === 200;
    });
  });
}

test('a hundred open connections leave room, and no more are taken than a browser can need', async () => {
  const server = await serve();
  const sockets = await Promise.all(Array.from({ length: 100 }, () => connected(server.port)));
  const cookie = await enter(server);
  const more = await Promise.all(Array.from({ length: 50 }, () => connected(server.port)));
  const closed = new Set<unknown>();
  for (const socket of more) socket.resume().on('close', () => closed.add(socket));
  await waitUntil('some are refused', () => closed.size >= 22);
  for (const socket of sockets) socket.destroy();
  await waitUntil('there is room again', async () => {
    const answered = await ask(server.port, { headers: { cookie } }).catch(() => undefined);
    return answered?.status === 200;
  });
});

test('close() does not wait for who is there: idle, listening, asking, or silent', async () => {
  const server = await serve();
  const { explorer, port } = server;
  const cookie = await enter(server);
  explorer.answer = () => new Promise(() => {});
  const silent = await connected(port);
  const idle = await connected(port);
  idle.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`);
  await once(idle, 'data');
  const stream = await open(port, { path: '/session', headers: { cookie } });
  const asking = ask(port, postJson(cookie, '/ask', { snapshot: 0, question: {} }));
  const refused = assert.rejects(asking);
  await waitUntil('it is asked', () => explorer.asked.length === 1);
  const ended = [silent, idle, stream].map((one) => endOf(one));
  await server.close();
  await Promise.all([...ended, refused]);
  assert.equal(explorer.listeners.size, 0);
  await assert.rejects(connected(port), { code: 'ECONNREFUSED' });
});

test('a port that another program has is said, with what to do', async () => {
  const { port } = await serve();
  await assert.rejects(startExplorerServer({ explorer: new FakeExplorer(), page, port }), (error) => {
    assert.ok(error instanceof SnapdiffError);
    assert.equal(error.message, `port ${port} cannot be opened: another program listens there`);
    assert.equal(error.hint, 'Without --port a free one is taken.');
    return true;
  });
});
