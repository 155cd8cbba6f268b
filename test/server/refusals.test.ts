import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, enter, postJson, sendBytes, serve, type Asked, type Served } from './serve.ts';

/** What stands over every answer, whatever it is. */
function assertSafe(headers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of [
    ['cache-control', 'no-store'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['referrer-policy', 'no-referrer'],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
  ] as const) {
    assert.equal(headers[name], value, name);
  }
  assert.match(String(headers['content-security-policy']), /^default-src 'none'; .*frame-ancestors 'none'$/);
  const cors = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
  assert.deepEqual(cors, []);
}

/** A request of the browser that is in, with one thing wrong. @returns what to send and the status that it gets */
type Row = readonly [name: string, asked: Asked, status: number];

function rows({ port }: Served, cookie: string): readonly Row[] {
  const own = `http://127.0.0.1:${port}`;
  const question = postJson(cookie, '/ask', { snapshot: 0, question: { question: 'object', id: 1 } });
  const withHeaders = (headers: Asked['headers'], asked: Asked = question): Asked => ({
    ...asked,
    headers: { ...asked.headers, ...headers },
  });
  const withBody = (body: string, path = '/ask'): Asked => ({ ...question, path, body });
  const get = (path: string, method = 'GET'): Asked => ({ path, method, headers: { cookie } });
  const hosts = [
    'rebound.example',
    `rebound.example:${port}`,
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    `127.0.0.1.:${port}`,
    `localhost.:${port}`,
    `LOCALHOST:${port}`,
    `a.localhost:${port}`,
    `0.0.0.0:${port}`,
    `[::1]:${port}`,
    `2130706433:${port}`,
    `127.0.0.1:${port}.rebound.example`,
    `127.0.0.1:${port}@rebound.example`,
  ];
  const origins = [
    'http://other.example',
    'null',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    `http://localhost:${port}`,
    `https://127.0.0.1:${port}`,
    `${own}/`,
    '',
  ];
  return [
    ...hosts.map((host): Row => [`host ${host}`, withHeaders({ host }), 403]),
    ...origins.map((origin): Row => [`origin ${origin}`, withHeaders({ origin }), 403]),
    ...['cross-site', 'same-site', 'CROSS-SITE', ''].map((site): Row => [
      `fetched from ${site}`,
      withHeaders({ 'sec-fetch-site': site }),
      403,
    ]),
    ['page fetched from cross-site', withHeaders({ 'sec-fetch-site': 'cross-site' }, get('/')), 403],
    ['session fetched from same-site', withHeaders({ 'sec-fetch-site': 'same-site' }, get('/session')), 403],
    ['page of another host', withHeaders({ host: 'rebound.example' }, get('/')), 403],

    ['no cookie', withHeaders({ cookie: '' }), 403],
    ['a wrong cookie', withHeaders({ cookie: `snapdiff-${port}=${'A'.repeat(43)}` }), 403],
    ['a cookie without a value', withHeaders({ cookie: `snapdiff-${port}` }), 403],
    ['the cookie of another port', withHeaders({ cookie: cookie.replace(/\d+/, '1') }), 403],
    ['no cookie for a page', withHeaders({ cookie: '' }, get('/')), 403],
    ['no cookie for an address that is none', withHeaders({ cookie: '' }, get('/none')), 403],

    ...[
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
      'text/json',
      '',
    ].map((type): Row => [`a body of type ${type}`, withHeaders({ 'content-type': type }), 415]),
    ['a body that is compressed', withHeaders({ 'content-encoding': 'gzip' }), 415],
    ...['', '{', 'undefined', '{"snapshot":0,}', '\ufffe{}'].map((body): Row => [
      `the body ${body}`,
      withBody(body),
      400,
    ]),
    ...['[]', '0', 'null', '"a"', '{}', '{"snapshot":0}', '{"question":{}}'].map((body): Row => [
      `the body ${body}`,
      withBody(body),
      400,
    ]),
    ...['-1', '0.5', '"0"', 'null', '1e99', '[0]'].map((at): Row => [
      `snapshot ${at}`,
      withBody(`{"snapshot":${at},"question":{}}`),
      400,
    ]),
    ...['0', '[]', '{}', '"01"', '[-1]', '[0,"1"]', '[[0]]'].map((list): Row => [
      `snapshots ${list}`,
      withBody(`{"snapshots":${list}}`, '/report'),
      400,
    ]),
    ['a body of more than 64 kB', withBody(`{"snapshot":0,"question":{"a":"${'x'.repeat(65_536)}"}}`), 413],

    ...[
      '/../../../etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/%2e%2e/etc/passwd',
      '/dist/web/explore.html',
      '/index.html',
      '/favicon.ico',
      '/%61sk',
      '/ask/',
      '/Ask',
      '//',
      '//ask',
      '/./',
      '/#',
      '/;',
      '/constructor',
      '/__proto__',
      '*',
      `${own}/`,
      'http://rebound.example/',
    ].map((path): Row => [`address ${path}`, get(path), 404]),
    ...['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map((method): Row => [
      `${method} /`,
      get('/', method),
      405,
    ]),
    ['POST /session', get('/session', 'POST'), 405],
    ...['GET', 'HEAD', 'OPTIONS', 'PUT'].map((method): Row => [`${method} /ask`, get('/ask', method), 405]),
    ['GET /report', get('/report'), 405],
    [
      'what a browser asks before a request of another site',
      withHeaders(
        {
          origin: 'http://other.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
        { path: '/ask', method: 'OPTIONS' },
      ),
      403,
    ],
  ];
}

suite('a request with one thing wrong is refused, with safe headers, and nothing is asked', async () => {
  const server = await serve();
  const cookie = await enter(server);
  for (const [name, asked, status] of rows(server, cookie)) {
    test(name, async () => {
      const answered = await ask(server.port, asked);
      assert.equal(answered.status, status, answered.body);
      assertSafe(answered.headers);
      assert.equal(answered.headers.connection, 'close');
      assert.equal(answered.headers.allow !== undefined, status === 405);
      if (asked.method === 'POST') {
        const problem = JSON.parse(answered.body) as Record<string, unknown>;
        assert.equal(typeof problem['message'], 'string');
      } else if (asked.method !== 'HEAD') assert.doesNotMatch(answered.body, /:\d+:\d+|node:/);
      assert.deepEqual(server.explorer.asked, []);
    });
  }

  test('without anything wrong the same is answered', async () => {
    const question = postJson(cookie, '/ask', { snapshot: 0, question: { question: 'object', id: 1 } });
    const headers = {
      ...question.headers,
      origin: `http://127.0.0.1:${server.port}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json; charset=utf-8',
      // Whatever else this browser has of other ports, and one that another port has put over ours.
      cookie: `theme=dark; snapdiff-${server.port}=tossed; ${cookie};snapdiff-1=x`,
    };
    const answered = await ask(server.port, { ...question, headers });
    assert.equal(answered.status, 200);
    assertSafe(answered.headers);
    assert.deepEqual(JSON.parse(answered.body), [0, { question: 'object', id: 1 }]);
    assertSafe((await ask(server.port, { headers: { cookie } })).headers);
  });
});

/** As no client writes it that means well. */
const odd: readonly (readonly [name: string, request: string, answer: RegExp])[] = [
  [
    'two hosts',
    'GET / HTTP/1.1\r\nHost: OWN\r\nHost: rebound.example\r\nCookie: IN\r\n\r\n',
    /^HTTP\/1\.1 403 /,
  ],
  [
    'two hosts that are the same',
    'GET / HTTP/1.1\r\nHost: OWN\r\nHost: OWN\r\nCookie: IN\r\n\r\n',
    /^HTTP\/1\.1 403 /,
  ],
  [
    'two origins',
    'GET / HTTP/1.1\r\nHost: OWN\r\nOrigin: http://OWN\r\nOrigin: null\r\nCookie: IN\r\n\r\n',
    /^HTTP\/1\.1 403 /,
  ],
  ['an empty host', 'GET / HTTP/1.1\r\nHost: \r\nCookie: IN\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['no host', 'GET / HTTP/1.1\r\nCookie: IN\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no host, as HTTP/1.0 may', 'GET / HTTP/1.0\r\nCookie: IN\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['HTTP/1.0', 'GET / HTTP/1.0\r\nHost: OWN\r\nCookie: IN\r\n\r\n', /^HTTP\/1\.1 200 [^]*<title>Explorer/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
  ['a header without an end', `GET / HTTP/1.1\r\nHost: OWN\r\nX: ${'x'.repeat(20_000)}`, /^HTTP\/1\.1 431 /],
  ['a target with a space', 'GET /a b HTTP/1.1\r\nHost: OWN\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['a target that is raw', 'GET /\xff\xfe HTTP/1.1\r\nHost: OWN\r\nCookie: IN\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
  ['a tunnel', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: OWN\r\nCookie: IN\r\n\r\n', /^$/],
  [
    'another protocol',
    'GET /none HTTP/1.1\r\nHost: OWN\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: IN\r\n\r\n',
    /^HTTP\/1\.1 404 /,
  ],
  [
    'two lengths',
    'POST /ask HTTP/1.1\r\nHost: OWN\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a body in pieces that has no end',
    `POST /ask HTTP/1.1\r\nHost: OWN\r\nCookie: IN\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n11000\r\n${'x'.repeat(0x11000)}\r\n`,
    /^HTTP\/1\.1 413 /,
  ],
  [
    'a length of which little has come',
    'POST /ask HTTP/1.1\r\nHost: OWN\r\nCookie: IN\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{',
    /^HTTP\/1\.1 413 /,
  ],
];

for (const [name, request, answer] of odd) {
  test(`${name}: it gets an answer or is closed, and the next request is answered`, async () => {
    const server = await serve();
    const cookie = await enter(server);
    const bytes = request.replaceAll('OWN', `127.0.0.1:${server.port}`).replaceAll('IN\r', `${cookie}\r`);
    assert.match(await sendBytes(server.port, bytes), answer);
    assert.deepEqual(server.explorer.asked, []);
    assert.equal((await ask(server.port, { headers: { cookie } })).status, 200);
  });
}
