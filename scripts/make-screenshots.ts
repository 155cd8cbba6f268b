// Draws the pictures of docs/: the page of the push daemon's leak, in the system's Chromium. Look at them before you commit them.
//
//     npm run build && node --import tsx scripts/make-screenshots.ts
import { statSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchBrowser, openHtml } from '../test/support/browser.ts';
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

/** A repository keeps every picture for ever. */
const maxBytes = 150_000;

const html = await makePage(pushDaemon());
const browser = await launchBrowser();
for (const { name, view, colorScheme, height, act } of pictures) {
  const { page, close } = await openHtml(browser, html, view, {
    colorScheme,
    viewport: { width: 1010, height },
  });
  await act(page);
  const path = repositoryPath(`docs/${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > maxBytes) throw new Error(`${name}.png has ${size} bytes, more than ${maxBytes}`);
  console.log(`docs/${name}.png  ${size} bytes`);
  await close();
}
await browser.close();
