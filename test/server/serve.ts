import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { startExplorerServer, type ExplorerServer } from '../../src/server/explorer-server.ts';
import { FakeExplorer } from './fake-explorer.ts';

const policy = "default-src 'none'; script-src 'sha256-x'; connect-src 'self'";
export const page = `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<title>Explorer</title>
`;

export interface Served extends ExplorerServer {
  readonly explorer: FakeExplorer;
  readonly token: string;
}

/** A server until the test that starts it ends. */
export async function serve(options: { requestTimeoutMs?: number } = {}): Promise<Served> {
  const explorer = new FakeExplorer();
  const server = await startExplorerServer({ explorer, page, ...options });
  after(() => server.close());
  const token = new URL(server.url).searchParams.get('token') ?? '';
  return { ...server, explorer, token };
}

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The beginning of an answer, over a connection of its own. */
export function open(port: number, asked: Asked = {}): Promise<IncomingMessage> {
  const { method = 'GET', path = '/', headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    const sent = { ...headers } as Record<string, string>;
    const sending = request({ host: '127.0.0.1', port, method, path, headers: sent, agent: false });
    sending.on('response', resolve).on('error', reject).end(body);
  });
}

export async function ask(port: number, asked: Asked = {}): Promise<Answered> {
  const response = await open(port, asked);
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** Uses the token. @returns the cookie, as a browser sends it */
export async function enter({ port, token }: Served): Promise<string> {
  const { status, headers } = await ask(port, { path: `/?token=${token}` });
  assert.equal(status, 303);
  const [cookie = ''] = headers['set-cookie'] ?? [];
  return cookie.replace(/;.*/, '');
}

export function postJson(cookie: string, path: string, body: unknown): Asked {
  const headers = { cookie, 'content-type': 'application/json' };
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}

/** What comes back for these bytes until the connection is closed, and nobody sends more. */
export async function sendBytes(port: number, bytes: string): Promise<string> {
  const socket = await connected(port);
  socket.write(bytes);
  return text(socket);
}

export function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      // What the other side does to it, a test sees by its end.
      socket.off('error', reject).on('error', () => {});
      resolve(socket);
    });
    socket.on('error', reject);
    after(() => void socket.destroy());
  });
}
