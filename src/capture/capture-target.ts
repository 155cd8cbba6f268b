import { SnapdiffError } from '../base/errors.ts';
import { inspectorSource } from './inspector-source.ts';
import { InspectorClient, listTargets } from './inspector.ts';
import type { InspectorTarget } from './inspector.ts';
import type { SnapshotSource } from './snapshot-source.ts';
import { attachWorker } from './worker-session.ts';

/** Kinds of targets that have no heap of the user's: windows of the browser's own, and what only holds others. */
const withoutHeap: ReadonlySet<string> = new Set(['browser_ui', 'browser', 'tab', 'auction_worklet']);

/**
 * The targets behind an address, those of a page first.
 *
 * @param address `ws://host:port/path` of one target, or `http://host:port` or `host:port` of an inspector
 */
export async function findTargets(address: string): Promise<InspectorTarget[]> {
  const url = parseAddress(address);
  if (url.protocol === 'ws:' || url.protocol === 'wss:') {
    if (url.pathname !== '/') {
      return [{ id: url.pathname.slice(1), type: '', title: '', url: address, webSocketUrl: url.href }];
    }
  }
  // http has 80 for its own, which URL leaves out; nobody has an inspector there without saying so.
  const port = Number(url.port || (/:80\b/.test(address) ? 80 : 9229));
  const targets = await listTargets(url.hostname.replace(/^\[|\]$/g, ''), port, 5000);
  return targets.filter(({ type }) => !withoutHeap.has(type));
}

function parseAddress(address: string): URL {
  const text = /^\w+:\/\//.test(address) ? address : `http://${address}`;
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (/^(ws|wss|http):$/.test(url.protocol)) return url;
  }
  throw new SnapdiffError(`${address} is not an inspector address`, {
    hint: 'It is like ws://127.0.0.1:9229/<id> or http://127.0.0.1:9229.',
  });
}

/** @param wanted number in the list, id, or a part of the title or address @returns undefined when several are meant */
export function pickTarget(
  targets: readonly InspectorTarget[],
  wanted: string | undefined,
): InspectorTarget | undefined {
  if (wanted === undefined) return targets.length === 1 ? targets[0] : undefined;
  const exact = targets.find(({ id }, index) => id === wanted || String(index + 1) === wanted);
  if (exact) return exact;
  const like = targets.filter(({ url, title }) => url.includes(wanted) || title.includes(wanted));
  return like.length === 1 ? like[0] : undefined;
}

export interface TargetOptions {
  readonly worker?: string;
  readonly collectsGarbage: boolean;
  readonly withNumbers?: boolean;
  readonly isForced: boolean;
}

/** Attaches to a target. Its inspector was open, and stays open. */
export async function openTarget(target: InspectorTarget, options: TargetOptions): Promise<SnapshotSource> {
  const client = await InspectorClient.connect(target.webSocketUrl);
  try {
    const { worker } = options;
    const isNode =
      (await typeOf(client, 'process')) === 'object' && (await typeOf(client, 'Deno')) === 'undefined';
    return inspectorSource({
      way: 'the inspector, which was open',
      name: nameOf(target),
      // Its pid is that of its own machine, which may be another.
      pid: 0,
      client,
      ...(worker === undefined ? {} : { session: await attachWorker(client, worker) }),
      isNode,
      sharesFiles: false,
      collectsGarbage: options.collectsGarbage,
      withNumbers: options.withNumbers ?? false,
      isForced: options.isForced,
      url: target.url,
      close: async () => {
        await client.close();
        return undefined;
      },
    });
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function typeOf(client: InspectorClient, name: string): Promise<unknown> {
  const { result } = (await client.call('Runtime.evaluate', {
    expression: `typeof ${name}`,
    returnByValue: true,
  })) as {
    result?: { value?: unknown };
  };
  return result?.value;
}

/** Of a page its host, of a program its file. */
function nameOf({ type, title, url }: InspectorTarget): string {
  if (URL.canParse(url)) {
    const { host, pathname } = new URL(url);
    const file = pathname
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '');
    return host || file || type || 'target';
  }
  return title.replace(/\[\d+\]$/, '') || type || 'target';
}
