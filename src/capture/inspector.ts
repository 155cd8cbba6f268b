import { get } from 'node:http';
import { WebSocket } from 'ws';
import { SnapdiffError } from '../base/errors.ts';

/*
 * The inspector's protocol as far as capturing needs it: https://chromedevtools.github.io/devtools-protocol/.
 *
 * The end of any session makes V8 forget the ids of all objects (V8HeapProfilerAgentImpl::disable calls
 * ClearObjectIds, on Node 18 to 26 and whoever took the snapshots). Snapshots that are to be compared by
 * object must come from one session that stays, or with no session ending between them.
 */

/** What can be attached to: a program, a page, a worker. */
export interface InspectorTarget {
  readonly id: string;
  /** `node`, `page`, `worker`, `service_worker`, `iframe`, `browser_ui`, … */
  readonly type: string;
  /** Untrusted, as `url` is. */
  readonly title: string;
  readonly url: string;
  /** As reached from here, which through a tunnel is not what the target says. */
  readonly webSocketUrl: string;
}

export type Params = Readonly<Record<string, unknown>>;

/** One conversation with one target: of a connection, or of a worker through the connection of its process. */
export interface InspectorSession {
  /** @throws InspectorError when the target refuses, or the connection ends first */
  call(method: string, params?: Params): Promise<Params>;
  /** @returns ends it */
  on(event: string, listener: (params: Params) => void): () => void;
  /** Whether to read on from the target; what it says meanwhile waits in the target's memory. */
  flow(isFlowing: boolean): void;
}

/** The protocol or the connection failed: `isClosed` tells which. */
export class InspectorError extends SnapdiffError {
  override readonly name: string = 'InspectorError';
  readonly isClosed: boolean;

  constructor(message: string, options: ErrorOptions & { hint?: string; isClosed?: boolean } = {}) {
    super(message, options);
    this.isClosed = options.isClosed ?? false;
  }
}

/**
 * Asks a port what can be attached to. An inspector answers from a thread of its own, however busy the program is.
 *
 * @throws InspectorError when nothing answers, or something else than an inspector does
 */
export async function listTargets(host: string, port: number, timeoutMs = 2000): Promise<InspectorTarget[]> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const text = await fetchText(`http://${place}/json/list`, place, timeoutMs);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (cause) {
    throw new InspectorError(`${place} is not an inspector: it does not answer /json/list in JSON`, {
      cause,
    });
  }
  if (!Array.isArray(list)) {
    throw new InspectorError(`${place} is not an inspector: its answer to /json/list is not a list`);
  }
  return list.flatMap((entry: Partial<Record<string, unknown>> | null) => {
    const { id, type, title, url, webSocketDebuggerUrl } = entry ?? {};
    // Without it another client holds the only connection (Chromium before 63) or the target cannot be attached to.
    if (typeof webSocketDebuggerUrl !== 'string' || !URL.canParse(webSocketDebuggerUrl)) return [];
    const webSocketUrl = new URL(webSocketDebuggerUrl);
    webSocketUrl.host = place;
    return [
      {
        id: textOf(id),
        type: textOf(type),
        title: textOf(title),
        url: textOf(url),
        webSocketUrl: webSocketUrl.href,
      },
    ];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Longer lists are no lists of targets. */
const maxAnswerLength = 4_000_000;

function fetchText(url: string, place: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string): void =>
      reject(new InspectorError(`no inspector answers on ${place}: ${problem}`));
    const request = get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxAnswerLength) request.destroy(new Error('its answer does not end'));
      });
      response.on('error', (error) => fail(error.message));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else {
          reject(
            new InspectorError(
              `${place} is not an inspector: it answers /json/list with HTTP ${response.statusCode}`,
            ),
          );
        }
      });
    });
    // Of the whole answer: a server that sends a byte a second would keep any other waiting.
    const timer = setTimeout(() => request.destroy(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('error', (error) => fail(error.message));
  });
}

/** A connection to one target. */
export class InspectorClient implements InspectorSession {
  readonly #socket: WebSocket;
  readonly #pending = new Map<
    number,
    { resolve: (result: Params) => void; reject: (error: Error) => void }
  >();
  readonly #listeners = new Map<string, Set<(params: Params) => void>>();
  #lastId = 0;
  #isClosed = false;
  /** Settles when the connection has ended, from whichever side. */
  readonly closed: Promise<void>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    // Undivided: `binaryType` is left at nodebuffer.
    socket.on('message', (data) => this.#receive((data as Buffer).toString()));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        for (const { reject } of this.#pending.values()) reject(closedError());
        this.#pending.clear();
        resolve();
      });
    });
    // Its close follows; unheard, an error would end this program.
    socket.on('error', () => {});
  }

  /** @throws InspectorError when nobody takes the connection within the time */
  static connect(url: string, timeoutMs = 5000): Promise<InspectorClient> {
    return new Promise((resolve, reject) => {
      // Compressing costs the target time in which it stands still.
      const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: timeoutMs });
      const fail = (error: Error): void =>
        reject(new InspectorError(`${url} cannot be attached to: ${error.message}`, { cause: error }));
      socket.once('error', fail);
      socket.once('open', () => {
        socket.off('error', fail);
        resolve(new InspectorClient(socket));
      });
    });
  }

  call(method: string, params: Params = {}): Promise<Params> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(closedError());
        return;
      }
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  on(event: string, listener: (params: Params) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  flow(isFlowing: boolean): void {
    if (isFlowing) this.#socket.resume();
    else this.#socket.pause();
  }

  /** Ends the connection; waits a second for the other side to agree. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#socket.resume();
    this.#socket.close();
    const timer = setTimeout(() => this.#socket.terminate(), 1000);
    await this.closed;
    clearTimeout(timer);
  }

  #receive(text: string): void {
    let message: {
      id?: number;
      method?: string;
      params?: Params;
      result?: Params;
      error?: { message: string };
    } | null;
    try {
      message = JSON.parse(text) as typeof message;
    } catch {
      message = null;
    }
    if (message === null || typeof message !== 'object') {
      // Whoever speaks, it is no inspector: what waits for answers is told that the connection is closed.
      this.#socket.terminate();
      return;
    }
    if (message.id === undefined) {
      for (const listener of this.#listeners.get(message.method ?? '') ?? []) listener(message.params ?? {});
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error) pending?.reject(new InspectorError(`the target refuses: ${message.error.message}`));
    else pending?.resolve(message.result ?? {});
  }
}

function closedError(): InspectorError {
  return new InspectorError('the connection to the inspector has ended', { isClosed: true });
}

/**
 * Evaluates an expression in the target, in an interrupt of whatever runs there, and returns its value by JSON.
 * In Node `require` can be called, only while it is evaluated: nothing may be left to run later.
 *
 * @throws InspectorError with the message of what the expression threw
 */
export async function evaluate(
  session: InspectorSession,
  expression: string,
  { awaitPromise = false }: { awaitPromise?: boolean } = {},
): Promise<unknown> {
  const { result, exceptionDetails } = (await session.call('Runtime.evaluate', {
    expression,
    awaitPromise,
    includeCommandLineAPI: true,
    returnByValue: true,
    silent: true,
  })) as {
    result?: { value?: unknown };
    exceptionDetails?: { text: string; exception?: { description?: string } };
  };
  if (exceptionDetails) {
    const description = exceptionDetails.exception?.description ?? exceptionDetails.text;
    const [firstLine = description] = description.split('\n');
    throw new InspectorError(`the target says ${firstLine}`);
  }
  return result?.value;
}

/**
 * `require`, as an expression to evaluate: the inspector has one, also where the program is a module, but none in
 * workers.
 */
export const requireNode = "(typeof require === 'function' ? require : process.getBuiltinModule)";

/** Waits for a promise no longer than that. @returns undefined when the time is over */
export async function within<Value>(timeoutMs: number, promise: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
