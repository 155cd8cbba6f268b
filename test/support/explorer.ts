import { once } from 'node:events';
import { createInterface } from 'node:readline';
import process from 'node:process';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { watchPage, type OpenPage } from './browser.ts';
import { endProcess, startProcess } from './child-processes.ts';
import { repositoryPath } from './fixtures.ts';

/** The built command, exploring. */
export interface RunningExplorer {
  /** "http://127.0.0.1:40001", without a path. */
  readonly origin: string;
  /** What it printed: it lets in whoever opens it first. */
  readonly url: string;
  readonly end: () => Promise<void>;
}

/** Starts `snapdiff explore` on files, named from the root of the repository. It ends with the file of tests. */
export async function startExplorer(files: readonly string[]): Promise<RunningExplorer> {
  const child = startProcess(
    process.execPath,
    [repositoryPath('dist/cli/main.js'), 'explore', ...files, '--no-open'],
    {
      cwd: repositoryPath('.'),
      lives: 'as long as this process',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (!child.stdout) throw new Error('it has no output');
  const lines = createInterface({ input: child.stdout });
  const exit = once(child, 'exit').then(() => {
    throw new Error(`it ended: ${stderr}`);
  });
  exit.catch(() => {});
  const [line] = (await Promise.race([once(lines, 'line'), exit])) as [string];
  const [url = ''] = /http:\S+/.exec(line) ?? [];
  if (url === '') throw new Error(`it printed no address: ${line} ${stderr}`);
  return { origin: new URL(url).origin, url, end: () => endProcess(child) };
}

/** A page of an explorer in a browser that was let in. */
export interface ExploredPage extends OpenPage {
  readonly context: BrowserContext;
}

/** The cookies of the browser that an explorer let in: its token works once, so who comes meanwhile waits for them. */
const admitted = new Map<RunningExplorer, ReturnType<BrowserContext['storageState']>>();

async function enter(browser: Browser, { url }: RunningExplorer): ReturnType<BrowserContext['storageState']> {
  const context = await browser.newContext();
  await (await context.newPage()).goto(url);
  const storageState = await context.storageState();
  await context.close();
  return storageState;
}

/** Opens the page of an explorer. @param view what stands behind the "#" */
export async function openExplorer(
  browser: Browser,
  explorer: RunningExplorer,
  view = '',
  options: BrowserContextOptions = {},
): Promise<ExploredPage> {
  const entry = admitted.get(explorer) ?? enter(browser, explorer);
  admitted.set(explorer, entry);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    storageState: await entry,
    ...options,
  });
  const { page, ...watched } = await openTab(context, explorer, view);
  return { context, page, ...watched, close: () => context.close() };
}

/** One more page in a browser that was let in. */
export async function openTab(
  context: BrowserContext,
  { origin }: RunningExplorer,
  view = '',
): Promise<Pick<OpenPage, 'requests' | 'complaints'> & { readonly page: Page }> {
  const page = await context.newPage();
  const isOwn = (url: string) => url.startsWith(`${origin}/`) || url === 'data:,';
  // What is opened comes with its answer; on a machine with other work that takes as long as this.
  const watched = await watchPage(page, isOwn, 5000);
  await page.goto(`${origin}/#${view}`);
  await page.locator('#app main').waitFor();
  return { page, ...watched };
}
