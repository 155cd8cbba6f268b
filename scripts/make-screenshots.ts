// Draws the pictures of docs/: the pages of the push daemon's leak, in the system's Chromium. Look at them before you commit them.
//
//     npm run build && node --import tsx scripts/make-screenshots.ts
import { statSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openHtml } from '../test/support/browser.ts';
import { openExplorer, startExplorer } from '../test/support/explorer.ts';
import { repositoryPath } from '../test/support/fixtures.ts';
import { makePage, pushDaemon } from '../test/support/made-pages.ts';

interface Picture {
  readonly name: string;
  readonly view: string;
  readonly colorScheme: 'light' | 'dark';
  /** CSS pixels. */
  readonly height: number;
  readonly act: (page: Page) => Promise<unknown>;
}

const pictures: readonly Picture[] = [
  { name: 'report-overview', view: '', colorScheme: 'light', height: 880, act: async () => {} },
  {
    name: 'report-constructors',
    view: 'constructors',
    colorScheme: 'dark',
    height: 720,
    act: async (page) => {
      await page.getByRole('searchbox').fill('con');
      await page
        .locator('.grid-row.is-body', { hasText: /^Connection/ })
        .first()
        .click();
      await page.locator('.detail .path').first().waitFor();
    },
  },
  {
    name: 'report-map',
    view: 'map',
    colorScheme: 'light',
    height: 700,
    act: async (page) => {
      const tile = page.locator('.tile', { hasText: /^Decompressor/ }).first();
      await tile.hover({ position: { x: 4, y: 4 } });
    },
  },
];

/** Of the explorer. */
const explored: readonly Picture[] = [
  {
    name: 'explore-object',
    view: 'objects/3/className/Connection',
    colorScheme: 'light',
    height: 900,
    act: async (page) => {
      await page.locator('.object-list .id-link').first().click();
      await page.getByRole('link', { name: 'Retainers' }).click();
      await page.locator('.tree-row.is-body').first().click();
      await page.locator('.tree-row[aria-level="2"]').first().waitFor();
      // From its title down.
      await page.evaluate('scrollTo(0, 56)');
    },
  },
  {
    name: 'explore-dominators',
    view: 'dominators/3',
    colorScheme: 'dark',
    height: 620,
    act: async (page) => {
      // What a module holds tells more than what V8's roots hold.
      await page
        .locator('.tree-row.is-body', { hasText: /^@\d+ Module/ })
        .first()
        .locator('.chevron')
        .click();
      await page.locator('.tree-row[aria-level="2"][aria-posinset]').first().waitFor();
    },
  },
];

/** A repository keeps every picture for ever. */
const maxBytes = 150_000;

const html = await makePage(pushDaemon());
const browser = await launchBrowser();
for (const picture of pictures) {
  const { page, close } = await openHtml(browser, html, picture.view, optionsOf(picture));
  await draw(picture, page);
  await close();
}
const explorer = await startExplorer(pushDaemon());
for (const picture of explored) {
  const { page, close } = await openExplorer(browser, explorer, picture.view, optionsOf(picture, 1050));
  await draw(picture, page);
  await close();
}
await explorer.end();
await browser.close();

/** @param width as much as the names of all views need */
function optionsOf({ colorScheme, height }: Picture, width = 1010): BrowserContextOptions {
  return { colorScheme, viewport: { width, height } };
}

async function draw({ name, act }: Picture, page: Page): Promise<void> {
  await act(page);
  const path = repositoryPath(`docs/${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > maxBytes) throw new Error(`${name}.png has ${size} bytes, more than ${maxBytes}`);
  console.log(`docs/${name}.png  ${size} bytes`);
}
