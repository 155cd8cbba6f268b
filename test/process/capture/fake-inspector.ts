import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly expression?: string };
}

export interface FakeInspectorOptions {
  /** What it answers to `/json/list`; by default two pages, that can be attached to. */
  readonly list?: unknown;
  /** What it says first to who attaches. */
  readonly greeting?: string;
  /** What it calls a snapshot, piece by piece. */
  readonly chunks?: readonly string[];
  /** It says that it is Node, and nothing else that Node would say: this is the value of whatever is evaluated. */
  readonly value?: unknown;
  /** A method that it does not have. */
  readonly refused?: string;
  /** It is half done until then; by default it goes on at once. */
  readonly halfDone?: Promise<void>;
}

/** An inspector of a page that is none: nothing runs in it, and its snapshot is what it was given. */
export async function withFakeInspector(
  {
    list,
    greeting,
    chunks = ['{"snapshot":{},', '"strings":[]}'],
    value,
    refused,
    halfDone = Promise.resolve(),
  }: FakeInspectorOptions,
  use: (port: string) => Promise<void>,
): Promise<void> {
  const pages = ['A', 'B'].map((id) => ({
    id,
    type: 'page',
    title: id,
    url: `https://example.org/${id}`,
    webSocketDebuggerUrl: `ws://127.0.0.1/devtools/page/${id}`,
  }));
  const server = createServer((_request, response) => response.end(JSON.stringify(list ?? pages)));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    if (greeting !== undefined) socket.send(greeting);
    socket.on('message', (data: Buffer) => {
      const call = JSON.parse(data.toString()) as Call;
      const error = { message: `'${call.method}' wasn't found` };
      if (call.method === refused) socket.send(JSON.stringify({ id: call.id, error }));
      else void answer(socket, call, { chunks, halfDone, value });
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await use(String((server.address() as AddressInfo).port));
  } finally {
    for (const client of sockets.clients) client.terminate();
    server.close();
  }
}

async function answer(
  socket: WebSocket,
  { id, method, params: { expression } }: Call,
  { chunks, halfDone, value }: { chunks: readonly string[]; halfDone: Promise<void>; value: unknown },
): Promise<void> {
  const say = (message: object): void => socket.send(JSON.stringify(message));
  if (method === 'HeapProfiler.takeHeapSnapshot') {
    const profiler = 'HeapProfiler.';
    say({ method: `${profiler}reportHeapSnapshotProgress`, params: { done: 50, total: 100 } });
    await halfDone;
    for (const chunk of chunks) say({ method: `${profiler}addHeapSnapshotChunk`, params: { chunk } });
  }
  if (value !== undefined) {
    const workers = [
      {},
      { workerInfo: {} },
      { sessionId: 1, workerInfo: { workerId: '\u001b[31m4', url: {} } },
    ];
    const events: Readonly<Record<string, readonly object[]>> = {
      'NodeWorker.enable': workers.map((params) => ({ method: 'NodeWorker.attachedToWorker', params })),
      'Debugger.enable': [{ method: 'Debugger.scriptParsed', params: { scriptId: 1, sourceMapURL: null } }],
    };
    for (const event of events[method] ?? []) say(event);
  }
  const types = {
    'typeof process': value === undefined ? 'undefined' : 'object',
    'typeof Deno': 'undefined',
  };
  const found = Object.entries(types).find(([text]) => text === expression)?.[1] ?? value;
  say({ id, result: method === 'Runtime.evaluate' ? { result: { value: found } } : {} });
}
