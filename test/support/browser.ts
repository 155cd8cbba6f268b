import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** What Debian, and others, call it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @throws Error where the system has none: a page that no browser has drawn is not tested */
function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  throw new Error(`needs Chromium, and none of ${names.join(', ')} is on the PATH: apt-get install chromium`);
}

/** The system's Chromium without a window. */
export async function launchBrowser(): Promise<Browser> {
  // Root has no sandbox, and a container has a small /dev/shm.
  const args = ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath: findChromium(), args });
}

/** A page, and what it did besides drawing. */
export interface OpenPage {
  readonly page: Page;
  /** URLs it asked for, its own left out. */
  readonly requests: readonly string[];
  /** What stands in the console, errors that nobody caught, and dialogs. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens HTML as a user does, from a file. @param view the part of the page, by its name in the address */
export async function openHtml(
  browser: Browser,
  html: string,
  view = '',
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const watched = await watchPage(page, (asked) => asked === url || asked === 'data:,');
  await page.goto(`${url}#${view}`);
  await page.locator('#app main').waitFor();
  return {
    page,
    ...watched,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Notes what a page does besides drawing, from before it is opened; its layout shifts are in its `shifts`.
 *
 * @param isOwn whether it may ask for a URL, which comes without what is behind a "#"
 * @param patience milliseconds after a click in which what it opens may push others away
 */
export async function watchPage(
  page: Page,
  isOwn: (url: string) => boolean,
  patience = 500,
): Promise<Pick<OpenPage, 'requests' | 'complaints'>> {
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!isOwn(request.url().split('#')[0])) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.addInitScript(
    `window.shifts = [];
     let clicked = -Infinity;
     addEventListener('click', ({ timeStamp }) => (clicked = timeStamp), { capture: true });
     const isAsked = ({ hadRecentInput, startTime }) => hadRecentInput || (startTime > clicked && startTime < clicked + ${patience});
     new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((entry) => !isAsked(entry)).map((entry) => entry.value)))
       .observe({ type: 'layout-shift', buffered: true });`,
  );
  return { requests, complaints };
}
