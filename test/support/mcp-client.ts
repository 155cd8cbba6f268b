import { realpathSync } from 'node:fs';
import process from 'node:process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Client, type CallToolResult } from '@modelcontextprotocol/client';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { startProcess } from './child-processes.ts';
import { repositoryPath } from './fixtures.ts';

export interface ConnectOptions {
  /** Folders that the client opens; it knows of no roots where none are given. */
  readonly roots?: readonly string[];
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Its folder for temporary files. */
  readonly temporary?: string;
  /** The revision of the protocol that it asks for; the older way of opening, unless told. */
  readonly revision?: 'newest';
}

/** A client with the built program as its server, which ends with the test. */
export interface Connection {
  readonly client: Client;
  readonly server: ChildProcess;
  /** What the server has said on standard error. */
  readonly said: () => string;
  /** Calls a tool. */
  readonly call: (
    name: string,
    values?: Record<string, unknown>,
    options?: Parameters<Client['callTool']>[1],
  ) => Promise<ToolAnswer>;
}

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
  readonly data: Record<string, unknown>;
}

/** Starts the program and the protocol's own client. */
export async function connect(options: ConnectOptions = {}): Promise<Connection> {
  const { roots, args = [], cwd, temporary, revision } = options;
  const server = startProcess(process.execPath, [repositoryPath('dist/cli/main.js'), 'mcp', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
    ...(temporary !== undefined && { env: { ...process.env, TMPDIR: temporary } }),
  });
  let said = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: roots ? { roots: {} } : {},
      ...(revision && { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
    },
  );
  if (roots) {
    client.setRequestHandler('roots/list', () => ({
      roots: roots.map((root) => ({ uri: pathToFileURL(realpathSync(root)).href })),
    }));
  }
  // The same lines from the other side; a client's own transport would start the program by itself.
  await client.connect(new StdioServerTransport(server.stdout as Readable, server.stdin as Writable));
  return {
    client,
    server,
    said: () => said,
    call: async (name, values = {}, options = {}) => {
      const result = (await client.callTool({ name, arguments: values }, options)) as CallToolResult;
      const [block] = result.content;
      return {
        text: block?.type === 'text' ? block.text : '',
        isError: result.isError === true,
        data: ((result.structuredContent as { data?: unknown } | undefined)?.data ?? {}) as Record<
          string,
          never
        >,
      };
    },
  };
}
