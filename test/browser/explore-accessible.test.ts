import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import {
  openExplorer,
  openTab,
  startExplorer,
  type ExploredPage,
  type RunningExplorer,
} from '../support/explorer.ts';
import { findViolations } from '../support/find-violations.ts';
import { pushDaemon } from '../support/made-pages.ts';

// axe-core finds nothing on any view of the explorer in both themes; all fit a phone and a page at 200 %, and nothing moves.

let browser: Browser;
let explorer: RunningExplorer;
/** Of the push daemon's `Connection`s one, and of its strings one. */
const ids = new Map<string, string>();
before(async () => {
  [browser, explorer] = await Promise.all([launchBrowser(), startExplorer(pushDaemon())]);
  for (const [what, view] of [
    ['connection', 'objects/3/className/Connection'],
    ['string', 'objects/3/text/use%20strict'],
  ] as const) {
    const { page, close } = await openExplorer(browser, explorer, view);
    ids.set(what, (await page.locator('.object-list .id-link').first().innerText()).trim());
    await close();
  }
});
after(async () => {
  await browser.close();
  await explorer.end();
});

const firstLine = (page: Page) => page.locator('.tree-row.is-body').first();

async function openFirstLine(page: Page): Promise<void> {
  // At its beginning: further on there are links.
  await firstLine(page).click({ position: { x: 16, y: 16 } });
  await page.locator('.tree-row[aria-level="2"]').first().waitFor();
}

/** Each view with what it has to show, opened as far as that goes. */
const views: readonly (readonly [view: string, act: (page: Page) => Promise<void>])[] = [
  ['', (page) => page.locator('.card .path a').first().waitFor()],
  [
    'constructors',
    async (page) => {
      await page.locator('.grid-row.is-body').nth(1).click();
      await page.locator('.opener').first().click();
      await page.locator('.path-row .path').waitFor();
    },
  ],
  ['map', (page) => page.locator('.contents a').first().waitFor()],
  ['time', (page) => page.locator('canvas').first().waitFor()],
  ['overview/1,2', (page) => page.locator('.banner').waitFor()],
  ['objects', (page) => page.getByRole('searchbox').waitFor()],
  [
    'objects/3/property/_connection',
    async (page) => {
      await page.getByRole('status').filter({ hasText: /found/ }).waitFor();
      await page.locator('.object-list').waitFor();
    },
  ],
  [
    'object/3/<connection>/fields',
    async (page) => {
      await openFirstLine(page);
    },
  ],
  [
    'object/3/<connection>/retainers',
    async (page) => {
      await openFirstLine(page);
    },
  ],
  ['object/3/<connection>/dominated', (page) => firstLine(page).waitFor()],
  ['object/3/<connection>/references', (page) => firstLine(page).waitFor()],
  ['object/3/<connection>/kept', (page) => page.locator('.object-list').waitFor()],
  ['object/3/<connection>/snapshots', (page) => page.getByText('this one').waitFor()],
  [
    'object/3/<string>/copies',
    async (page) => {
      await page.getByRole('button', { name: 'Read the text' }).click();
      await page.locator('.text-box').waitFor();
    },
  ],
  ['object/0/@999999999', (page) => page.getByText('no object of that id').waitFor()],
  ['containment', (page) => firstLine(page).waitFor()],
  ['dominators', (page) => firstLine(page).waitFor()],
  [
    'strings',
    async (page) => {
      await page.locator('.opener').first().click();
      await page.locator('.path-row .id-link').first().waitFor();
    },
  ],
];

function addressOf(view: string): string {
  return view.replace(/<(\w+)>/, (_, what: string) => ids.get(what) ?? '');
}

suite('axe-core finds nothing in the explorer, in both themes', () => {
  // One page goes from view to view, as a person does: most of the time would go into opening it.
  let opened: ExploredPage;
  before(async () => {
    opened = await openExplorer(browser, explorer);
  });
  after(() => opened.close());

  for (const [view, act] of views) {
    test(view === '' ? 'overview' : view, async () => {
      const { page } = opened;
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${explorer.origin}/#${addressOf(view)}`);
      // The view before is gone when the next is drawn.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      await act(page);
      assert.deepEqual(await findViolations(page), [], 'light');
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await findViolations(page, 'colours'), [], 'dark');
    });
  }
});

const screens: readonly (readonly [string, BrowserContextOptions])[] = [
  [
    'a phone',
    { viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  ],
  // A window at 200 % has half as many CSS pixels.
  ['a window at 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
];

suite('nothing of the explorer sticks out, and nothing moves by itself', { concurrency: 3 }, () => {
  for (const [name, options] of screens) {
    test(`on ${name}`, { concurrency: 3 }, async (t) => {
      const { context, page: first, close } = await openExplorer(browser, explorer, '', options);
      await first.close();
      await Promise.all(
        views.map(([view, act]) =>
          t.test(view === '' ? 'overview' : view, async () => {
            const { page } = await openTab(context, explorer, addressOf(view));
            await act(page);
            const [content, window] = (await page.evaluate(
              '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
            )) as [number, number];
            assert.ok(content <= window, `${content} in ${window}`);
            assert.deepEqual(await page.evaluate('shifts'), []);
            await page.close();
          }),
        ),
      );
      await close();
    });
  }
});

suite('on a phone', () => {
  const [[, phone]] = screens;

  test('the view in sight is named in sight', async () => {
    const { page, close } = await openExplorer(browser, explorer, 'strings', phone);
    const isInSight = () =>
      page.locator('.top-bar [aria-current]').evaluate((link) => {
        const { left, right } = link.getBoundingClientRect();
        return left >= 0 && right <= 375;
      });
    assert.ok(await isInSight());
    await page.goto(`${explorer.origin}/#overview`);
    await page.locator('.banner').waitFor();
    assert.ok(await isInSight());
    await close();
  });

  test('a line of a tree shows its retained size, opens wherever it is touched, and has a way to its object', async () => {
    const view = addressOf('object/3/<connection>/fields');
    const { page, close } = await openExplorer(browser, explorer, view, phone);
    const row = page.locator('.tree-row.is-body', { hasText: '._readableState' }).first();
    await row.scrollIntoViewIfNeeded();
    const size = await row.locator('.is-retainedSize').boundingBox();
    assert.ok(size && size.x + size.width <= 375, JSON.stringify(size));
    const link = await row.locator('.id-link').boundingBox();
    assert.ok(link);
    await page.touchscreen.tap(link.x + link.width / 2, link.y + link.height / 2);
    await page.locator('.tree-row[aria-level="2"]').first().waitFor();
    await row.getByRole('link', { name: /^Go to @\d+$/ }).tap();
    await page.getByRole('heading', { name: /^ReadableState @/ }).waitFor();
    await close();
  });
});

test('on paper an object is told with what is open of its tree, and without what is pressed', async () => {
  const { page, close } = await openExplorer(browser, explorer, addressOf('object/3/<connection>/fields'));
  await openFirstLine(page);
  await page.emulateMedia({ media: 'print' });
  await page.locator('.tree.is-printed').waitFor();
  assert.equal(await page.getByRole('navigation').count(), 0);
  assert.ok(await page.locator('.path li').last().isVisible());
  assert.ok(await page.locator('.tree-row[aria-level="2"]').first().isVisible());
  await close();
});
