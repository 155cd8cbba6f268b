import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { ComparisonReport } from '../../src/report/report.ts';
import { launchBrowser, openHtml, type OpenPage } from '../support/browser.ts';
import { makePage, pushDaemon } from '../support/made-pages.ts';
import { pageWith, reportIn } from '../support/report-page.ts';

// What a person does with the page of the push daemon's leak, by mouse and by keyboard alone.

let browser: Browser;
let leak: string;
const open: OpenPage[] = [];
before(async () => {
  [browser, leak] = await Promise.all([launchBrowser(), makePage(pushDaemon())]);
});
after(async () => {
  for (const { close } of open) await close();
  await browser.close();
});

async function openView(view: string, html = leak): Promise<Page> {
  const opened = await openHtml(browser, html, view);
  open.push(opened);
  return opened.page;
}

/** Constructors in sight, from the top. */
async function namesIn(page: Page): Promise<string[]> {
  return page.locator('.grid-row.is-body .is-name > .name').allInnerTexts();
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search constructors' }).fill(text);
}

/** The report with a cut path, one that was not followed, and none. */
function withCutPaths(report: ComparisonReport): ComparisonReport {
  const { objects = { steps: [], classes: [] }, suspects } = report;
  const classes = objects.classes.map((each) => {
    const [first] = each.objects;
    if (!first || each.className !== 'Connection') return each;
    const none = { ...first, path: [] };
    return {
      ...each,
      objects: [
        { ...first, path: first.path.slice(-1), omittedStepCount: 19, text: 'a "password"\u202e' },
        { ...none, nodeId: 1 as typeof first.nodeId },
        { ...none, nodeId: 2 as typeof first.nodeId, isUnreachable: true },
      ],
    };
  });
  const cut = suspects.map((suspect) => ({ ...suspect, omittedStepCount: 9800 }));
  return { ...report, objects: { ...objects, classes }, suspects: cut };
}

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name}\\b`) }).first();

suite('the first screen', () => {
  test('says the verdict, who leaks, by how much, and who holds it', async () => {
    const page = await openView('');
    const text = await page.locator('main').innerText();
    assert.match(text, /^Leak\s*90 % sure\s*5 \+ 5 \+ 5 Connection stay under timers of 60000\sms/);
    assert.match(text, /What to do: Keep the handle and call clearTimeout\(\)/);
    const steps = await page.locator('.card .path li').allInnerTexts();
    assert.match(
      steps.at(-1) ?? '',
      /^\._connection\s+Connection\s+http2\/lib\/protocol\/connection\.js:39$/,
    );
    assert.match(await page.locator('.path .is-holder').innerText(), /TimersList\s*gathers here/);
  });

  test('draws the counts, and says them to who does not see them', async () => {
    const page = await openView('');
    await page.getByRole('img', { name: 'Objects in each snapshot: 5, 10, 15, 20' }).waitFor();
  });

  test('shows parts of the growth whose widths are their shares', async () => {
    const page = await openView('');
    const widthOf = (part: string): Promise<number> =>
      page
        .locator(`.split-bar .part-${part}`)
        .evaluate((span) => (span as unknown as { offsetWidth: number }).offsetWidth);
    const [suspects, engine] = [await widthOf('suspects'), await widthOf('engine')];
    assert.ok(Math.abs(suspects / engine - 541.6 / 425.6) < 0.05, `${suspects} ${engine}`);
  });

  test('shows the steps left out before the path when asked', async () => {
    const page = await openView('');
    const before = await page.locator('.card .path li').count();
    await page.getByRole('button', { name: /^Show the .*step/ }).click();
    assert.ok((await page.locator('.card .path li').count()) > before);
  });

  test('of a healthy series says that nothing leaks', async () => {
    const page = await openView('', await makePage(pushDaemon('healthy')));
    assert.match(await page.locator('.banner').innerText(), /^No leak/);
    assert.equal(await page.locator('.card').count(), 0);
  });

  test('of one snapshot says where the bytes are', async () => {
    const [first = ''] = pushDaemon();
    const page = await openView('', await makePage(['summary', first]));
    assert.match(await page.locator('main').innerText(), /^One heap, 7\.1 MB/);
    assert.equal(await page.getByRole('link', { name: 'Over time' }).count(), 0);
  });

  test('of a check says why it failed, and which budgets are exceeded', async () => {
    const html = await makePage(['check', ...pushDaemon(), '--budget', 'Connection.count=0'], 1);
    const page = await openView('', html);
    assert.match(await page.locator('.banner').innerText(), /^Check failed/);
    assert.match(await page.locator('.failure').first().innerText(), /Connection.*15 new objects stay/);
    assert.match(await page.locator('section', { hasText: 'Budgets' }).last().innerText(), /exceeded/);
  });
});

suite('the table of constructors', () => {
  test('is sorted by a click on a title, and the other way round by a second', async () => {
    const page = await openView('constructors');
    const title = page.getByRole('columnheader', { name: '# in 3' });
    await title.getByRole('button').click();
    assert.equal(await title.getAttribute('aria-sort'), 'descending');
    assert.equal((await namesIn(page))[0], '(compiled code)');
    await title.getByRole('button').click();
    assert.equal(await title.getAttribute('aria-sort'), 'ascending');
    await page.getByRole('columnheader', { name: 'Constructor' }).getByRole('button').click();
    const names = await namesIn(page);
    assert.deepEqual(
      names,
      names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    );
  });

  test('is searched by a part of a name, in any case', async () => {
    const page = await openView('constructors');
    await page.keyboard.press('/');
    await page.keyboard.type('connect');
    assert.ok((await namesIn(page)).every((name) => /connect/i.test(name)));
    assert.match(await page.getByRole('status').innerText(), /^\d+ of \d+$/);
    await search(page, 'no such thing');
    await page.getByText('No constructor matches.').waitFor();
  });

  test('is filtered by who made the objects, and by how they behave', async () => {
    const page = await openView('constructors');
    await page.getByLabel('Made by').selectOption('Program and libraries');
    const program = await namesIn(page);
    assert.ok(program.includes('Connection') && !program.includes('Array'), program.join());
    await page.getByLabel('Behaviour').selectOption('churn');
    assert.ok(!(await namesIn(page)).includes('Connection'));
  });

  test('opens a row to its objects and the retaining path of one', async () => {
    const page = await openView('constructors');
    await search(page, 'connection');
    await row(page, 'Connection').click();
    const detail = page.locator('.detail');
    assert.match(await detail.innerText(), /10 more are not in this report/);
    const entry = detail.locator('.object-entry').first();
    assert.match(await entry.locator('summary').innerText(), /^@\d+/);
    const last = entry.locator('.path li').last();
    assert.match(await last.innerText(), /Connection\s+http2\/lib\/protocol\/connection\.js:39/);
    await row(page, 'Connection').click();
    assert.equal(await detail.count(), 0);
  });

  test('says what is not known of the way to an object, and that a way is cut', async () => {
    const page = await openView('constructors', pageWith(withCutPaths(reportIn(leak) as ComparisonReport)));
    await search(page, 'connection');
    await row(page, 'Connection').click();
    const entries = page.locator('.detail .object-entry');
    for (const index of [1, 2]) await entries.nth(index).locator('summary').click();
    const [cut = '', unknown = '', unreachable = ''] = await entries.allInnerTexts();
    assert.match(cut, /… 19 steps before\s+\._connection\s+Connection/);
    assert.match(cut, /^@\d+.*"a \\"password\\"\\u202e"/);
    assert.match(unknown, /What leads to it is not in this report\./);
    assert.match(unreachable, /Nothing that keeps alive leads to it: it can be collected\./);

    const overview = await openView('', pageWith(withCutPaths(reportIn(leak) as ComparisonReport)));
    const card = overview.locator('.card').first();
    await card.getByRole('button', { name: /^Show the .*step/ }).click();
    assert.match(await card.innerText(), /… 9,800 steps before/);
  });

  test('draws the rows in sight, and those that are scrolled to', async () => {
    const page = await openView('constructors', await makePage(['summary', ...pushDaemon().slice(3)]));
    const count = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
    const drawn = await page.locator('.grid-row.is-body').count();
    assert.ok(drawn < 60 && count > 200, `${drawn} of ${count}`);
    await page.evaluate('document.querySelector(".table").scrollTop = 1e6');
    await page.locator(`[aria-rowindex="${count}"]`).waitFor();
  });

  test('is used with the keyboard alone', async () => {
    const page = await openView('constructors');
    await page.locator('.grid-head button').last().focus();
    await page.keyboard.press('Tab');
    const focused = page.locator('.grid-row:focus');
    assert.equal(await focused.getAttribute('aria-rowindex'), '2');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused.getAttribute('aria-rowindex'), '4');
    await page.keyboard.press('Enter');
    assert.equal(await focused.getAttribute('aria-expanded'), 'true');
    await page.locator('.detail').waitFor();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused.getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('End');
    const last = await page.getByRole('treegrid').getAttribute('aria-rowcount');
    assert.equal(await focused.getAttribute('aria-rowindex'), last);
    await page.keyboard.press('Home');
    assert.equal(await focused.getAttribute('aria-rowindex'), '2');
  });
});

suite('the map of the heap', () => {
  const crumbs = (page: Page) => page.locator('.crumbs').innerText();

  test('zooms by a click on a rectangle, and back by the way above', async () => {
    const page = await openView('map');
    await page
      .locator('.tile', { hasText: /^Decompressor/ })
      .first()
      .click({ position: { x: 4, y: 4 } });
    assert.match(await crumbs(page), /^The heap\s+Decompressor × 20$/);
    const tiles = page.locator('.tile');
    assert.match(await tiles.first().innerText(), /^Decompressor/);
    await page.locator('.crumbs').getByRole('button', { name: 'The heap' }).click();
    assert.match(await tiles.first().innerText(), /^The heap/);
  });

  test('says of a rectangle what it holds, and what is new of it', async () => {
    const page = await openView('map');
    await page
      .locator('.tile', { hasText: /^Decompressor/ })
      .first()
      .hover({ position: { x: 4, y: 4 } });
    assert.match(
      await page.locator('.map-facts').innerText(),
      /^Decompressor × 20 147\.4 kB retained · 1\.8 % of the heap · \+110\.5 kB in new objects$/,
    );
  });

  test('is an icicle as well, and the whole heap', async () => {
    const page = await openView('map');
    await page.getByRole('button', { name: 'Icicle' }).click();
    assert.ok(await page.locator('.tiles.is-icicle').isVisible());
    await page.getByRole('button', { name: 'Whole heap' }).click();
    await page.getByRole('heading', { name: 'The heap', level: 1 }).waitFor();
    await page.getByLabel('Colour by growth').uncheck();
    assert.equal(await page.locator('.tile.g5').count(), 0);
  });

  test('shows what a search finds, and how much that is', async () => {
    const page = await openView('map');
    await page.getByRole('searchbox').fill('decompressor');
    assert.ok((await page.locator('.tile.is-found').count()) > 0);
    assert.match(await page.getByRole('status').innerText(), /^\d+ found, \d+/);
  });

  test('is used with the keyboard alone', async () => {
    const page = await openView('map');
    const map = page.getByRole('tree', { name: 'Map of the heap' });
    await map.focus();
    await page.keyboard.press('ArrowDown');
    const first = await map.getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await map.getAttribute('aria-activedescendant'), first);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await map.getAttribute('aria-activedescendant'), first);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.crumbs li').count(), 2);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.crumbs li').count(), 1);
    // The same by the list beside it.
    await page.locator('.contents button').first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.crumbs li').count(), 2);
  });
});

suite('the views', () => {
  test('have addresses, so that back goes back', async () => {
    const page = await openView('');
    await page.getByRole('link', { name: /Constructors/ }).click();
    await page.getByRole('treegrid').waitFor();
    await page.goBack();
    await page.locator('.banner').waitFor();
  });

  test('over time draw charts, and have their numbers as tables', async () => {
    const page = await openView('time');
    assert.ok((await page.locator('canvas').count()) >= 3);
    await page.getByText('The numbers').first().click();
    await page.getByRole('cell', { name: '8.1 MB' }).first().waitFor();
  });

  test('over time draw the memory of the process, with the moments of the snapshots, where a report has it', async () => {
    const start = Date.UTC(2026, 0, 1);
    const points = [0, 1, 2, 3].map((minute) => ({
      time: start + minute * 60_000,
      rss: 80e6 + minute * 1e6,
      heapUsed: 7e6,
      heapTotal: 11e6,
      external: null,
    }));
    const snapshots = points.map(({ time }, snapshot) => ({ time, snapshot }));
    const timeline = { points, snapshots };
    const page = await openView('time', pageWith({ ...(reportIn(leak) as object), timeline }));
    const chart = page.locator('.chart', { hasText: 'Memory of the process' });
    assert.deepEqual(await chart.locator('.legend li').allInnerTexts(), ['RSS', 'Heap total', 'Heap used']);
    await chart.getByText('The numbers').click();
    await chart.getByRole('cell', { name: '83.0 MB' }).waitFor();
  });

  test('are dark or light as the system is, until the button is pressed', async () => {
    const opened = await openHtml(browser, leak, '', { colorScheme: 'dark' });
    open.push(opened);
    const ground = (): Promise<unknown> =>
      opened.page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const dark = await ground();
    await opened.page.getByRole('button', { name: 'Use the light theme' }).click();
    assert.notEqual(await ground(), dark);
    assert.equal(await ground(), 'rgb(255, 255, 255)');
  });
});
