import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { waitUntil } from '../support/child-processes.ts';
import { openExplorer, openTab, startExplorer, type RunningExplorer } from '../support/explorer.ts';
import { pushDaemon } from '../support/made-pages.ts';

// What a person does in the explorer of the push daemon's leak: the built command answers, Chromium asks.

let browser: Browser;
let explorer: RunningExplorer;
before(async () => {
  [browser, explorer] = await Promise.all([launchBrowser(), startExplorer(pushDaemon())]);
});
after(async () => {
  await browser.close();
  await explorer.end();
});

/** Opens a view, does something, and sees that nothing was complained of and nothing asked of anybody else. */
async function inView(view: string, act: (page: Page) => Promise<void>): Promise<void> {
  const { page, requests, complaints, close } = await openExplorer(browser, explorer, view);
  await act(page);
  assert.deepEqual({ requests, complaints }, { requests: [], complaints: [] });
  await close();
}

/** Lines of a tree, from the top. */
const lines = (page: Page) => page.locator('.tree-row.is-body');
const line = (page: Page, text: string | RegExp) => lines(page).filter({ hasText: text }).first();
const objects = (page: Page) => page.locator('.object-list > tbody > tr:not(.path-row)');

/** Searches, and waits until all is searched. */
async function search(page: Page, by: string, text: string): Promise<void> {
  await page.getByLabel('Search by').selectOption(by);
  await page.getByRole('searchbox', { name: 'Search objects' }).fill(text);
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: /found/ }).waitFor();
}

/** The number in "@1234 …". */
async function idIn(page: Page, index = 0): Promise<string> {
  return (await objects(page).nth(index).locator('.id-link').first().innerText()).trim();
}

suite('the report in an explorer', { concurrency: 3 }, () => {
  test('is the saved one, with a link for each object', () =>
    inView('', async (page) => {
      await page.locator('.banner').waitFor();
      assert.match(await page.locator('.banner').innerText(), /^Leak\s*90 % sure\s*5 \+ 5 \+ 5 Connection/);
      await page.locator('.banner').getByRole('link', { name: '@65689' }).click();
      await page.getByRole('heading', { name: 'TimersList @65689' }).waitFor();
      await page.goBack();
      await page.locator('.card .path').getByRole('link', { name: 'TimersList' }).click();
      await page.getByRole('heading', { name: /^TimersList @\d+$/ }).waitFor();
    }));

  test('lists all objects of a constructor, and opens one to its retaining path', () =>
    inView('constructors', async (page) => {
      await page.getByRole('searchbox').fill('connection');
      await page
        .getByRole('row', { name: /^Connection\b/ })
        .first()
        .click();
      await objects(page).nth(19).waitFor();
      assert.equal(await objects(page).count(), 20);
      await page
        .getByRole('button', { name: /^Retaining path of @/ })
        .first()
        .click();
      const last = page.locator('.path-row .path li').last();
      assert.match(await last.innerText(), /Connection\s+http2\/lib\/protocol\/connection\.js:39/);
    }));

  test('tells those objects of a constructor apart that came, went and stayed', () =>
    inView('constructors', async (page) => {
      await page.getByRole('searchbox').fill('connection');
      await page
        .getByRole('row', { name: /^Connection\b/ })
        .first()
        .click();
      const counts: number[] = [];
      for (const which of ['New', 'In both', 'Deleted']) {
        await page.getByRole('button', { name: which, exact: true }).click();
        if (which === 'Deleted') await page.getByText('None has gone since the first snapshot.').waitFor();
        else await objects(page).nth(4).waitFor();
        counts.push(await objects(page).count());
      }
      assert.deepEqual(counts, [15, 5, 0]);
    }));

  test('calls no object new that has gone', () =>
    inView('constructors', async (page) => {
      await page.getByRole('searchbox').fill('(string)');
      await page
        .getByRole('row', { name: /^\(string\)/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'New', exact: true }).click();
      await objects(page).filter({ hasText: 'new' }).nth(9).waitFor();
      await page.getByRole('button', { name: 'Deleted', exact: true }).click();
      await objects(page).first().locator('.id-link[href^="#object/0/"]').waitFor();
      assert.equal(await page.locator('.object-list .is-new').count(), 0);
    }));

  test('lists a large constructor in pages, in the order asked for', () =>
    inView('constructors', async (page) => {
      await page
        .getByRole('row', { name: /^Function\b/ })
        .first()
        .click();
      await objects(page).nth(49).waitFor();
      await page.getByRole('button', { name: '50 more' }).click();
      await page.getByText('100 of 10,217 are shown').waitFor();
      await page.getByLabel('Sort by').selectOption('Newest');
      await page.getByText('50 of 10,217 are shown').waitFor();
      const [first, second] = [await idIn(page, 0), await idIn(page, 1)];
      assert.ok(Number(first.slice(1)) > Number(second.slice(1)), `${first} ${second}`);
    }));

  test('is of another pair, or of one snapshot, when that is chosen', () =>
    inView('overview/1,3', async (page) => {
      await page.getByRole('combobox', { name: 'To snapshot' }).selectOption({ index: 2 });
      const heap = page.locator('.stat').first();
      await heap.filter({ hasText: /7\.8 MB\s+from 7\.5 MB/ }).waitFor();
      assert.match(page.url(), /#overview\/1,2$/);
      await page.getByRole('button', { name: 'One' }).click();
      await page.getByRole('heading', { name: 'One heap, 7.8 MB' }).waitFor();
      await page.goBack();
      await heap.filter({ hasText: /7\.8 MB\s+from 7\.5 MB/ }).waitFor();
    }));

  test('has a map whose single objects are links', () =>
    inView('map', async (page) => {
      await page.locator('.contents .object-link').first().click();
      await page.getByRole('heading', { name: /@\d+$/ }).waitFor();
    }));
});

suite('a search', { concurrency: 3 }, () => {
  test('finds objects by constructor', () =>
    inView('objects', async (page) => {
      await search(page, 'className', 'Connection');
      assert.match(await objects(page).first().innerText(), /@\d+ Connection/);
    }));

  test('finds the one of an id, whatever it is asked by', () =>
    inView('objects', async (page) => {
      await search(page, 'className', 'Connection');
      const id = await idIn(page);
      await search(page, 'text', id);
      // What was found before may be told for a moment yet.
      const address = new RegExp(`/id/%40${id.slice(1)}$`);
      await waitUntil(
        'it is the one that is listed',
        async () => address.test(page.url()) && (await objects(page).count()) === 1,
      );
      await search(page, 'id', '@999999999');
      await page.getByText('Nothing found').waitFor();
    }));

  test('finds objects by a property, and says which', () =>
    inView('objects', async (page) => {
      await search(page, 'property', '_connection');
      assert.match(await objects(page).first().innerText(), /has\s+\S*_connection/);
    }));

  test('finds strings by their text', () =>
    inView('objects', async (page) => {
      await search(page, 'text', 'http2/lib');
      assert.match(await objects(page).first().innerText(), /http2\/lib/);
    }));

  test('stops by itself where nobody would read on, and goes on when told to', () =>
    inView('objects/3/text/e', async (page) => {
      await page.getByText(/^\d+ found so far$/).waitFor();
      const before = await objects(page).count();
      await page.getByRole('button', { name: 'Go on' }).click();
      await objects(page).nth(before).waitFor();
    }));

  test('has an address of its own, so that back goes to the one before', () =>
    inView('objects', async (page) => {
      await search(page, 'className', 'Connection');
      const first = await objects(page).first().innerText();
      await search(page, 'className', 'no such thing');
      await page.getByText('Nothing found').waitFor();
      await page.goBack();
      await objects(page).first().waitFor();
      assert.equal(await objects(page).first().innerText(), first);
      assert.equal(await page.getByRole('searchbox').inputValue(), 'Connection');
    }));
});

/** Opens the first object that a search by constructor finds. @param part what is listed of it */
async function inObject(name: string, part: string, act: (page: Page) => Promise<void>): Promise<void> {
  await inView(`objects/3/className/${name}`, async (page) => {
    await page.getByRole('status').filter({ hasText: /found/ }).waitFor();
    const exact = objects(page).filter({
      has: page.locator('.name', { hasText: new RegExp(`^${name}$`) }),
    });
    await exact.first().locator('.id-link').first().click();
    await page.getByRole('link', { name: part }).click();
    await act(page);
  });
}

suite('one object', { concurrency: 3 }, () => {
  test('is told with its sizes, its path and its fields', () =>
    inObject('Connection', 'Fields', async (page) => {
      const text = await page.locator('main').innerText();
      assert.match(
        text,
        /^Connection @\d+\s+Constructor\s+Connection\s+Kind\s+object\s+Made at\s+http2\/lib/,
      );
      assert.match(await page.locator('.path li').last().innerText(), /\._connection\s+Connection/);
      await line(page, '._events').click();
      await line(page, '.prefinish').waitFor();
      assert.equal(await line(page, '.prefinish').getAttribute('aria-level'), '2');
    }));

  test('has its retainers as a tree, the shortest way first, down to the root', () =>
    inObject('Connection', 'Retainers', async (page) => {
      const way = (await page.locator('.path li .object').allInnerTexts()).reverse();
      await lines(page).first().waitFor();
      for (let level = 1; level < way.length; level++) {
        const at = page.locator(`.tree-row[aria-level="${level}"][aria-posinset]`).first();
        await at.waitFor();
        const name = (way[level] ?? '').replace(/^function .*/, 'function');
        assert.ok((await at.innerText()).includes(name), `${name} in ${await at.innerText()}`);
        await at.click();
      }
    }));

  test('is again below itself where references go round in a circle, and opens there', () =>
    inObject('Connection', 'References', async (page) => {
      // Its class holds its prototype, and that its class.
      await line(page, '__proto__').click();
      await line(page, 'constructor').click();
      await line(page, /prototype/).waitFor();
      await page
        .locator('.tree-row[aria-level="3"]')
        .filter({ hasText: /^prototype/ })
        .first()
        .click();
      const again = page.locator('.tree-row[aria-level="4"]').filter({ hasText: 'again' }).first();
      await again.click();
      assert.equal(await again.getAttribute('aria-expanded'), 'true');
    }));

  test('says what goes with it and what others keep', () =>
    inObject('Connection', 'Freed with it', async (page) => {
      await page.getByText('It goes itself with').waitFor();
      await lines(page).first().waitFor();
      await page.getByRole('link', { name: 'Kept by others' }).click();
      await objects(page).first().waitFor();
      assert.match(await objects(page).first().innerText(), /kept by .+ @\d+/);
    }));

  test('is found again in the other snapshots, with what differs', () =>
    // A prototype that the stack of a stream has in every snapshot.
    inView('object/3/@59581/snapshots', async (page) => {
      const rows = page.getByRole('group', { name: 'In other snapshots' }).locator('tbody tr');
      await rows.nth(3).waitFor();
      const texts = await rows.allInnerTexts();
      assert.match(texts[3] ?? '', /3\.heapsnapshot\.gz\s+this one\s+@\d+/);
      assert.match(texts[3] ?? '', /\+[\d.]+ kB/);
      await rows.first().getByRole('link').click();
      await page.waitForURL(/#object\/0\/@\d+$/);
    }));

  test('goes back and forward by its address', () =>
    inObject('Connection', 'Fields', async (page) => {
      const title = await page.getByRole('heading', { level: 1 }).innerText();
      await line(page, '._readableState').locator('.id-link').click();
      await page.getByRole('heading', { name: /^ReadableState @/ }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: title }).waitFor();
      await page.goForward();
      await page.getByRole('heading', { name: /^ReadableState @/ }).waitFor();
    }));

  test('of an id that a snapshot has not is said to be missing', () =>
    inView('object/0/@999999999', async (page) => {
      await page.getByText('This snapshot has no object of that id.').waitFor();
    }));
});

suite('strings', { concurrency: 3 }, () => {
  test('show their text when it is asked for, and not before', () =>
    inView('objects/3/text/use%20strict', async (page) => {
      await objects(page).first().locator('.id-link').click();
      await page.getByRole('button', { name: 'Read the text' }).waitFor();
      assert.equal(await page.locator('.text-box').count(), 0);
      await page.getByRole('button', { name: 'Read the text' }).click();
      assert.match(await page.locator('.text-box').innerText(), /use strict/);
    }));

  test('that are there twice are listed by what they waste, with their copies', () =>
    inView('strings', async (page) => {
      await objects(page).nth(1).waitFor();
      const wasted = await objects(page).locator('td:last-child').allInnerTexts();
      assert.match(wasted[0] ?? '', /^[\d.]+ k?B$/);
      const [, copies = ''] = /([\d,]+)\t/.exec(await objects(page).first().innerText()) ?? [];
      await objects(page).first().getByRole('button').click();
      const copyLinks = page.locator('.path-row .id-link');
      await copyLinks.nth(49).waitFor();
      await page.getByText(`50 of ${copies} are shown`).waitFor();
    }));
});

suite('the trees of a heap', { concurrency: 3 }, () => {
  test('show what the roots contain, level by level, a page at a time', () =>
    inView('containment', async (page) => {
      await line(page, '(GC roots)').waitFor();
      await line(page, 'global').click();
      await page.locator('.tree-row[aria-level="2"][aria-posinset]').first().waitFor();
      const before = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
      await page.evaluate('document.querySelector(".tree").scrollTop = 45 * 32');
      await line(page, '50 more').click();
      await page.locator(`[role=treegrid][aria-rowcount="${before + 50}"]`).waitFor();
      await page.evaluate('document.querySelector(".tree").scrollTop = 0');
      await line(page, 'global').click();
      assert.equal(await page.locator('.tree-row[aria-level="2"]').count(), 0);
    }));

  test('show what dominates what, with shares of the heap, of any snapshot', () =>
    inView('dominators', async (page) => {
      await lines(page).nth(1).waitFor();
      const shares = await page.locator('.tree-row.is-body .cell:last-child').allInnerTexts();
      assert.match(shares[0] ?? '', /^[\d.]+ %$/);
      await page.getByLabel('In snapshot').selectOption('0: 0.heapsnapshot.gz');
      await page.waitForURL(/#dominators\/0$/);
      await lines(page).nth(1).waitFor();
    }));

  test('are used with the keyboard alone', () =>
    inView('containment', async (page) => {
      await lines(page).first().waitFor();
      const focused = page.locator('.tree-row:focus');
      const focusedRow = () => focused.getAttribute('aria-rowindex');
      await page.getByLabel('In snapshot').focus();
      await page.keyboard.press('Tab');
      // Chromium lets the box itself have the focus where it scrolls.
      if ((await focused.count()) === 0) await page.keyboard.press('Tab');
      assert.equal(await focusedRow(), '2');
      await page.keyboard.press('ArrowDown');
      assert.equal(await focusedRow(), '3');
      await page.keyboard.press('ArrowRight');
      await page.locator('.tree-row:focus[aria-expanded=true]').waitFor();
      await page.locator('.tree-row[aria-level="2"]').first().waitFor();
      await page.keyboard.press('ArrowRight');
      assert.equal(await focused.getAttribute('aria-level'), '2');
      await page.keyboard.press('ArrowLeft');
      assert.equal(await focusedRow(), '3');
      await page.keyboard.press('ArrowLeft');
      assert.equal(await focused.getAttribute('aria-expanded'), 'false');
      await page.keyboard.press('End');
      assert.notEqual(await focusedRow(), '3');
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/#object\/3\/@\d+$/);
      await page.getByRole('heading', { name: /@\d+$/ }).waitFor();
    }));
});

/** Presses Tab until that is in focus: what it cannot reach nobody can who has no mouse. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  assert.fail(`sixty presses of Tab do not reach ${String(target)}`);
}

test('from the verdict to what holds an object no mouse is needed', () =>
  inView('', async (page) => {
    await page.locator('.banner').waitFor();
    await tabTo(page, page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Objects' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('searchbox', { name: 'Search objects' }));
    await page.keyboard.type('Connection');
    await page.keyboard.press('Enter');
    const found = objects(page).first().locator('.id-link').first();
    await found.waitFor();
    await tabTo(page, found);
    const id = (await found.innerText()).trim();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Connection ${id}` }).waitFor();
    const retainers = page.getByRole('link', { name: 'Retainers' });
    await tabTo(page, retainers);
    await page.keyboard.press('Enter');
    await lines(page).first().waitFor();
    await tabTo(page, lines(page).first());
    await page.keyboard.press('ArrowRight');
    await lines(page).and(page.locator('[aria-level="2"]')).first().waitFor();
  }));

test('two tabs are explored side by side', async () => {
  const { context, page, close } = await openExplorer(browser, explorer, 'containment');
  const other = await openTab(context, explorer, 'dominators/0');
  await Promise.all([lines(page).nth(1).waitFor(), lines(other.page).nth(1).waitFor()]);
  assert.deepEqual(other.complaints, []);
  await close();
});
