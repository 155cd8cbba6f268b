import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SnapdiffError } from '../base/errors.ts';
import type { Explorer } from '../explore/session.ts';
import { Access } from './access.ts';
import { answerRequest, type Site } from './routes.ts';
import type { SessionStreams } from './session-stream.ts';

export interface ServerOptions {
  readonly explorer: Explorer;
  /** HTML, with its policy in a meta element. */
  readonly page: string;
  /** 0, or nothing, is any that is free. */
  readonly port?: number;
  /** How long a request may take to come, in milliseconds. */
  readonly requestTimeoutMs?: number;
}

/** A server that listens. */
export interface ExplorerServer {
  readonly port: number;
  /** With the token: it works once. */
  readonly url: string;
  /** Ends every connection where it is. What the explorer has open stays open. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** A browser opens six to a host. Whoever opens hundreds wants the descriptors of this process. */
const maxConnections = 128;

/**
 * Serves the explorer to one browser on this machine.
 *
 * @throws SnapdiffError when the port cannot be had
 */
export async function startExplorerServer({
  explorer,
  page,
  port = 0,
  requestTimeoutMs = 30_000,
}: ServerOptions): Promise<ExplorerServer> {
  const policy = policyOf(page);
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 2,
  });
  server.maxConnections = maxConnections;
  const listensAt = await listen(server, port);
  const access = new Access(listensAt);
  const streams: SessionStreams = new Set();
  const site: Site = { explorer, access, page, policy, streams };
  server.on('request', (request, response) => void answerRequest(site, request, response));
  return {
    port: listensAt,
    url: `http://${loopback}:${listensAt}/?token=${access.token}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const stream of streams) stream.end();
      // What was told last is sent by then.
      await new Promise(setImmediate);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @returns the port */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'another program listens there' : (cause.code ?? cause.message);
      reject(
        new SnapdiffError(`port ${port} cannot be opened: ${why}`, {
          cause,
          hint: 'Without --port a free one is taken.',
        }),
      );
    });
    server.listen({ host: loopback, port, exclusive: true }, () => {
      // From now on: a connection that could not be accepted. That is its client's loss alone.
      server.removeAllListeners('error').on('error', () => {});
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The policy of a page for its content, which is sent as a header, too. @throws Error for a page that has none */
function policyOf(page: string): string {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  if (policy === undefined) throw new Error('the page of the explorer has no policy');
  return policy;
}
