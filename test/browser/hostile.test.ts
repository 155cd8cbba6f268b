import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { ComparisonReport } from '../../src/report/report.ts';
import { launchBrowser, openHtml } from '../support/browser.ts';
import { attacks, writeHostileSnapshot } from '../support/hostile-snapshot.ts';
import { makePage, pushDaemon } from '../support/made-pages.ts';
import { pageWith, reportIn } from '../support/report-page.ts';

// Whatever the texts of a report are, the page runs nothing of them, asks for nothing, and complains of nothing.

/** Fields that are one of a few words; the schema allows no others. */
const wordFields = new Set([
  'kind',
  'origin',
  'behaviour',
  'form',
  'result',
  'matchedBy',
  'edgeType',
  'mode',
  'measure',
  'unit',
  'strings',
]);

/** The same report with every text hostile: each a different one, in turn. */
function poison(report: unknown): unknown {
  let turn = 0;
  const walk = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return wordFields.has(field) ? value : attacks[turn++ % attacks.length];
    if (Array.isArray(value)) return value.map((item) => walk(item, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key)]));
  };
  return walk(report, '');
}

let browser: Browser;
const pages = new Map<string, string>();
before(async () => {
  browser = await launchBrowser();
  const comparison = await makePage(pushDaemon());
  pages.set('a hostile comparison', pageWith(poison(reportIn(comparison))));
  const summary = await makePage(['summary', ...pushDaemon().slice(3)]);
  pages.set('a hostile summary', pageWith(poison(reportIn(summary))));
  const check = await makePage(['check', ...pushDaemon(), '--budget', 'Connection.count=0'], 1);
  pages.set('a hostile check', pageWith(poison(reportIn(check))));
  pages.set('a hostile snapshot', await makePage(['summary', writeHostileSnapshot(folder)]));
  pages.set('a name of 10 MB', pageWith(withLongNames(reportIn(comparison))));
});
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-hostile-'));
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** The report with a name of 10 MB, which begins with what is made visible. */
function withLongNames(report: unknown): unknown {
  const { suspects, classes, ...rest } = report as ComparisonReport;
  const longName = '<b>\u202e'.repeat(100).padEnd(10 * 2 ** 20, 'x');
  return {
    ...rest,
    suspects: suspects.map((suspect) => ({ ...suspect, className: longName })),
    classes: [{ ...classes[0], className: longName }, ...classes.slice(1)],
  };
}

suite('in all its views a page runs nothing, asks for nothing and complains of nothing', () => {
  for (const name of [
    'a hostile comparison',
    'a hostile summary',
    'a hostile check',
    'a hostile snapshot',
    'a name of 10 MB',
  ]) {
    test(`of ${name}`, async () => {
      const { page, requests, complaints, close } = await openHtml(browser, pages.get(name) ?? '');
      const links = page.getByRole('navigation', { name: 'Views' }).getByRole('link');
      const viewCount = await links.count();
      assert.ok(viewCount >= 3, `${viewCount} views`);
      for (let view = 0; view < viewCount; view++) {
        await links.nth(view).click();
        await page.locator(`nav a:nth-of-type(${view + 1})[aria-current=page]`).waitFor();
        const rows = page.locator('.grid-row.is-body');
        if ((await rows.count()) > 0) {
          await rows.first().click();
          await page.locator('.detail').waitFor();
        }
        assert.equal(await page.locator('.problem').count(), 0);
        const text = await page.locator('body').innerText();
        assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\ufffe]/);
        const foreign = 'iframe, img, script:not([id=report]):not([type=module])';
        assert.equal(await page.locator(foreign).count(), 0);
      }
      assert.equal(await page.evaluate('"owned" in window'), false);
      assert.deepEqual({ requests, complaints }, { requests: [], complaints: [] });
      await close();
    });
  }
});

suite('the policy of the page', () => {
  test('forbids what is written into it', async () => {
    const html = (pages.get('a hostile summary') ?? '').replace(
      '</body>',
      '<script>window.owned = 1</script><img src="https://evil.example/x" onerror="window.owned = 1"></body>',
    );
    const { page, complaints, close } = await openHtml(browser, html);
    assert.equal(await page.evaluate('"owned" in window'), false);
    assert.ok(complaints.some((text) => /Content Security Policy/.test(text)));
    await close();
  });

  test('says in a sentence that a page without a report has none', async () => {
    const empty = (pages.get('a hostile summary') ?? '').replace(/(<script id="report"[^>]*>)[^<]*/, '$1');
    const { page, complaints, close } = await openHtml(browser, empty);
    assert.match(await page.locator('.problem').innerText(), /This page has no report in it\./);
    assert.deepEqual(complaints, []);
    await close();
  });
});
