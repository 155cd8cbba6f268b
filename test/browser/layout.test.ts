import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser, openHtml } from '../support/browser.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { makePage, pushDaemon } from '../support/made-pages.ts';

// The page fits where it is shown: a phone, a page at 200 %, paper; and nothing in it moves once it is drawn.

let browser: Browser;
const pages = new Map<string, string>();
before(async () => {
  browser = await launchBrowser();
  pages.set('comparison', await makePage(pushDaemon()));
  pages.set('summary', await makePage(['summary', ...pushDaemon().slice(3)]));
  pages.set('check', await makePage(['check', ...pushDaemon(), '--budget', 'Connection.count=0'], 1));
});
after(() => browser.close());

const views = [
  ['comparison', ''],
  ['comparison', 'constructors'],
  ['comparison', 'map'],
  ['comparison', 'time'],
  ['summary', ''],
  ['check', ''],
] as const;

const screens: readonly (readonly [string, BrowserContextOptions])[] = [
  [
    'a phone',
    { viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  ],
  // WCAG's reflow: 1280 pixels at 400 %.
  ['the narrowest', { viewport: { width: 320, height: 480 } }],
  // A window at 200 % has half as many CSS pixels.
  ['a window at 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ['a wide screen', { viewport: { width: 2560, height: 1300 } }],
];

for (const [name, options] of screens) {
  suite(`on ${name} nothing sticks out, and nothing moves`, () => {
    for (const [kind, view] of views) {
      test(`${kind}, ${view === '' ? 'overview' : view}`, async () => {
        const { page, close } = await openHtml(browser, pages.get(kind) ?? '', view, options);
        const [content, window] = (await page.evaluate(
          '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
        )) as [number, number];
        assert.ok(content <= window, `${content} in ${window}`);
        // Two frames: what the page does after its first is done.
        const shifts = await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(shifts))))',
        );
        assert.deepEqual(shifts, []);
        await close();
      });
    }
  });
}

test('on paper the overview and the table stand one below the other, without what is pressed', async () => {
  const { page, close } = await openHtml(browser, pages.get('comparison') ?? '', 'map');
  await page.emulateMedia({ media: 'print' });
  await page.locator('.banner').waitFor();
  assert.ok(await page.getByRole('cell', { name: '10,217' }).first().isVisible());
  assert.equal(await page.getByRole('navigation').count(), 0);
  const pdf = await page.pdf({ format: 'A4' });
  assert.ok(pdf.length > 10_000);
  await page.emulateMedia({ media: 'screen' });
  await page.locator('.tiles').waitFor();
  await close();
});

test('without a report the page has less than 200 kB', () => {
  assert.ok(statSync(repositoryPath('dist/web/report.html')).size < 200_000);
});
