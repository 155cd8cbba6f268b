import { SnapdiffError } from '../base/errors.ts';
import { isRecord } from '../base/json-values.ts';
import { InspectorError } from './inspector.ts';
import type { InspectorClient, InspectorSession, Params } from './inspector.ts';

/**
 * Reaches a worker thread through the inspector of its process. The worker's heap is its own, and is not in the snapshot
 * of the process.
 *
 * @param workerId as `worker.threadId` and the list of a wrong one have it
 */
export async function attachWorker(client: InspectorClient, workerId: string): Promise<InspectorSession> {
  const workers = await enableWorkers(client);
  const worker = workers.get(workerId);
  if (worker === undefined) {
    await client.call('NodeWorker.disable');
    const list = [...workers].map(([id, { name }]) => `${id} (${name})`).join(', ');
    throw new SnapdiffError(`there is no worker ${workerId} in that process`, {
      hint: list === '' ? 'It has no workers.' : `Its workers are ${list}.`,
    });
  }
  return new WorkerSession(client, worker.sessionId);
}

/** The ids of the worker threads of a process. */
export async function listWorkers(client: InspectorClient): Promise<string[]> {
  const workers = await enableWorkers(client);
  await client.call('NodeWorker.disable');
  return [...workers.keys()];
}

/** @returns worker id → its session, which ends with `NodeWorker.disable` */
async function enableWorkers(
  client: InspectorClient,
): Promise<ReadonlyMap<string, { sessionId: string; name: string }>> {
  const workers = new Map<string, { sessionId: string; name: string }>();
  const stop = client.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
    const { workerId: id, title, url } = isRecord(workerInfo) ? workerInfo : {};
    if (typeof id === 'string') workers.set(id, { sessionId: String(sessionId), name: String(url || title) });
  });
  await client.call('NodeWorker.enable', { waitForDebuggerOnStart: false });
  // They are announced one by one, after the answer as well; a second call comes behind them.
  await client.call('Runtime.evaluate', { expression: '0' });
  stop();
  return workers;
}

class WorkerSession implements InspectorSession {
  readonly #client: InspectorClient;
  readonly #sessionId: string;
  readonly #pending = new Map<
    number,
    { resolve: (result: Params) => void; reject: (error: Error) => void }
  >();
  readonly #listeners = new Map<string, Set<(params: Params) => void>>();
  #lastId = 0;

  constructor(client: InspectorClient, sessionId: string) {
    this.#client = client;
    this.#sessionId = sessionId;
    client.on('NodeWorker.receivedMessageFromWorker', (params) => {
      if (params['sessionId'] === sessionId) this.#receive(String(params['message']));
    });
    const end = (): void => {
      for (const { reject } of this.#pending.values()) {
        reject(new InspectorError('the worker has ended', { isClosed: true }));
      }
      this.#pending.clear();
    };
    client.on('NodeWorker.detachedFromWorker', (params) => {
      if (params['sessionId'] === sessionId) end();
    });
    void client.closed.then(end);
  }

  async call(method: string, params: Params = {}): Promise<Params> {
    const id = ++this.#lastId;
    const answer = new Promise<Params>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    answer.catch(() => {}); // it is awaited below, if the message leaves
    await this.#client.call('NodeWorker.sendMessageToWorker', {
      sessionId: this.#sessionId,
      message: JSON.stringify({ id, method, params }),
    });
    return answer;
  }

  on(event: string, listener: (params: Params) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  flow(isFlowing: boolean): void {
    this.#client.flow(isFlowing);
  }

  #receive(text: string): void {
    const { id, method, params, result, error } = JSON.parse(text) as {
      id?: number;
      method?: string;
      params?: Params;
      result?: Params;
      error?: { message: string };
    };
    if (id === undefined) {
      for (const listener of this.#listeners.get(method ?? '') ?? []) listener(params ?? {});
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new InspectorError(`the worker refuses: ${error.message}`));
    else pending?.resolve(result ?? {});
  }
}
