// A server that speaks lines on standard input and output, behind HTTP: for a suite that knows nothing else. No more of the transport
// than that suite needs: a process for each session, and an answer to each request.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { startProcess } from '../../test/support/child-processes.ts';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
}

/** One process, and who waits for its answers. */
interface Session {
  readonly child: ChildProcess;
  readonly waiting: Map<number | string, (line: string) => void>;
}

export interface Bridge {
  readonly url: string;
  close(): Promise<void>;
}

export async function startBridge(command: string, args: readonly string[]): Promise<Bridge> {
  const sessions = new Map<string, Session>();
  const open = (): string => {
    const child = startProcess(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const waiting: Session['waiting'] = new Map();
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { id, method } = JSON.parse(line) as Message;
        if (id !== undefined && method === undefined) waiting.get(id)?.(line);
      });
    }
    const name = `session-${sessions.size}`;
    sessions.set(name, { child, waiting });
    return name;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const part of request) body += String(part);
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const message = JSON.parse(body) as Message;
    const given = request.headers['mcp-session-id'];
    const name = typeof given === 'string' ? given : open();
    const session = sessions.get(name);
    if (!session) {
      response.writeHead(404).end();
      return;
    }
    const { id, method } = message;
    const line =
      id === undefined || method === undefined
        ? undefined
        : new Promise<string>((resolve) => session.waiting.set(id, resolve));
    session.child.stdin?.write(`${JSON.stringify(message)}\n`);
    const headers = { 'content-type': 'application/json', 'mcp-session-id': name };
    if (line === undefined) response.writeHead(202, headers).end();
    else response.writeHead(200, headers).end(await line);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      for (const { child } of sessions.values()) {
        child.stdin?.end();
        if (child.exitCode === null) await once(child, 'exit');
      }
    },
  };
}
