import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, openHtml, type OpenPage } from '../support/browser.ts';
import { findViolations } from '../support/find-violations.ts';
import { makePage, pushDaemon } from '../support/made-pages.ts';

// axe-core finds nothing on any view, in both themes, also with everything open.

let browser: Browser;
const pages = new Map<string, string>();
before(async () => {
  browser = await launchBrowser();
  pages.set('comparison', await makePage(pushDaemon()));
  pages.set('summary', await makePage(['summary', ...pushDaemon().slice(3)]));
  pages.set('check', await makePage(['check', ...pushDaemon(), '--budget', 'Connection.count=0'], 1));
});
after(() => browser.close());

/** What to do before it is looked at: a view in its fullest state. */
const states: readonly (readonly [kind: string, view: string, act: (opened: OpenPage) => Promise<void>])[] = [
  ['comparison', '', async () => {}],
  [
    'comparison',
    'constructors',
    async ({ page }) => {
      await page.locator('.grid-row.is-body').nth(1).click();
      await page.locator('.detail .path').first().waitFor();
      await page.getByText('What the columns mean').click();
    },
  ],
  ['comparison', 'map', async ({ page }) => page.locator('.tile').nth(5).waitFor()],
  ['comparison', 'map', async ({ page }) => page.getByRole('searchbox').fill('o')],
  ['comparison', 'map', async ({ page }) => page.getByRole('button', { name: 'Icicle' }).click()],
  ['comparison', 'time', async ({ page }) => page.getByText('The numbers').first().click()],
  ['summary', '', async () => {}],
  ['summary', 'map', async ({ page }) => page.locator('.tile').nth(5).waitFor()],
  ['check', '', async () => {}],
  ['check', 'constructors', async ({ page }) => page.locator('.grid-row.is-body').first().click()],
];

for (const colorScheme of ['light', 'dark'] as const) {
  suite(`in the ${colorScheme} theme axe-core finds nothing`, () => {
    for (const [index, [kind, view, act]] of states.entries()) {
      test(`${kind}, ${view === '' ? 'overview' : view}, state ${index}`, async () => {
        const opened = await openHtml(browser, pages.get(kind) ?? '', view, { colorScheme });
        await act(opened);
        assert.deepEqual(await findViolations(opened.page), []);
        await opened.close();
      });
    }
  });
}
