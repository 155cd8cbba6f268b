import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { openExplorer, startExplorer, type RunningExplorer } from '../support/explorer.ts';
import { writeHostileSnapshot } from '../support/hostile-snapshot.ts';
import { pushDaemon } from '../support/made-pages.ts';

// What a heap, or the end of the command, may do to the explorer's page.

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-explore-'));
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

suite('of a hostile snapshot', () => {
  let explorer: RunningExplorer;
  before(async () => {
    explorer = await startExplorer([writeHostileSnapshot(folder)]);
  });
  after(() => explorer.end());

  /** Opens a view, then all that it has to open, and sees that nothing of the heap has run or was asked for. */
  async function staysInert(view: string, act: (page: Page) => Promise<void>): Promise<void> {
    const { page, requests, complaints, close } = await openExplorer(browser, explorer, view);
    await act(page);
    assert.equal(await page.locator('.failed').count(), 0);
    const text = await page.locator('body').innerText();
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\ufffe]/);
    assert.equal(await page.locator('iframe, img, script:not([type=module])').count(), 0);
    assert.equal(await page.evaluate('"owned" in window'), false);
    assert.deepEqual({ requests, complaints }, { requests: [], complaints: [] });
    await close();
  }
  const lines = (page: Page) => page.locator('.tree-row.is-body');

  test('the report and the table run nothing', () =>
    staysInert('constructors', async (page) => {
      const rows = page.locator('.grid-row.is-body');
      // What is open pushes others out of sight: from the last in sight to the first.
      for (const index of [4, 3, 2, 1, 0]) await rows.nth(index).click();
      await page.locator('.opener').first().click();
      await page.locator('.path-row .path').first().waitFor();
    }));

  test('the trees run nothing', async () => {
    await staysInert('containment', async (page) => {
      await lines(page).filter({ hasText: 'global' }).first().click();
      await lines(page).nth(20).waitFor();
      assert.match(await page.getByRole('treegrid').innerText(), /\\u202etxt\.exe/);
    });
    await staysInert('dominators', (page) => lines(page).first().waitFor());
  });

  test('searches for such names find them, and run nothing', async () => {
    // Of tags that stand in a constructor's name their attributes are left out, as in DevTools.
    const attack = 'javascript:window.owned=1';
    for (const by of ['className', 'property', 'text']) {
      await staysInert(`objects/0/${by}/${encodeURIComponent(attack)}`, async (page) => {
        await page
          .getByRole('status')
          .filter({ hasText: /[1-9]\d* found/ })
          .waitFor();
      });
    }
  });

  test('an object, its retainers and a text run nothing', async () => {
    // The first of them: ids are odd, and the root and the global object have 1 and 3.
    await staysInert('object/0/@5/retainers', (page) => lines(page).first().waitFor());
    await staysInert('object/0/@3/fields', (page) => lines(page).nth(20).waitFor());
    await staysInert('objects/0/text/owned', async (page) => {
      await page.locator('.object-list .id-link').first().click();
      await page.getByRole('button', { name: 'Read the text' }).click();
      await page.locator('.text-box').waitFor();
    });
    await staysInert('strings', (page) => page.locator('.object-list, .muted').first().waitFor());
  });

  test('an address that somebody wrote is read as text', () =>
    staysInert(
      `objects/0/text/${encodeURIComponent('<img src=x onerror="window.owned=1">')}/%E0%A4%A`,
      (page) => page.getByRole('status').filter({ hasText: /ound/ }).waitFor(),
    ));
});

suite('when snapdiff ends', () => {
  test('the page says so, keeps what is drawn, and says at each question that there is no answer', async () => {
    const explorer = await startExplorer(pushDaemon().slice(2));
    const { page, close } = await openExplorer(browser, explorer, 'containment');
    await page.locator('.tree-row.is-body').nth(1).waitFor();
    await explorer.end();
    await page.locator('.lost', { hasText: 'snapdiff has ended: start it again.' }).waitFor();
    await page.locator('.tree-row.is-body', { hasText: 'global' }).first().click();
    await page.locator('.tree-row', { hasText: 'snapdiff does not answer' }).waitFor();
    await page.getByRole('link', { name: 'Strings' }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.locator('.banner').waitFor();
    await close();
  });

  test('a second browser, a wrong token and a token used twice are told what to do', async () => {
    const explorer = await startExplorer(pushDaemon().slice(3));
    const { page, close } = await openExplorer(browser, explorer);
    await page.getByRole('heading', { name: /^One heap/ }).waitFor();
    const stranger = await browser.newContext();
    const strange = await stranger.newPage();
    for (const url of [`${explorer.origin}/`, `${explorer.origin}/?token=wrong`, explorer.url]) {
      const response = await strange.goto(url);
      assert.equal(response?.status(), 403);
      assert.match(await strange.locator('body').innerText(), /\w+ .*\./);
      assert.equal(await strange.locator('#app').count(), 0);
    }
    await stranger.close();
    await close();
    await explorer.end();
  });
});
