// How soon the page of a report is drawn, in the system's Chromium without a window: from the start of the navigation to the first
// picture, and from a click to the next one. Of the push daemon's report, and of one made larger until its data have 2 MB.
//
//     npm run build && node --import tsx scripts/bench/page.ts
import { statSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { ComparisonReport } from '../../src/report/report.ts';
import { launchBrowser, openHtml } from '../../test/support/browser.ts';
import { repositoryPath } from '../../test/support/fixtures.ts';
import { makePage, pushDaemon } from '../../test/support/made-pages.ts';
import { pageWith, reportIn } from '../../test/support/report-page.ts';

const runs = 7;
const wantedBytes = 2_000_000;

/** The report with its constructors again and again, each under another name. */
function enlarge(report: ComparisonReport): ComparisonReport {
  const rest = JSON.stringify(report).length;
  const classBytes = JSON.stringify(report.classes).length;
  const times = Math.ceil((wantedBytes - rest) / classBytes) + 1;
  const classes = Array.from({ length: times }, (_, turn) =>
    report.classes.map((row) =>
      turn === 0 ? row : { ...row, key: `${row.key}${turn}`, className: `${row.className}${turn}` },
    ),
  ).flat();
  return { ...report, classes };
}

/** Milliseconds from the start of the navigation to the first picture with content. */
async function timeToDraw(browser: Browser, html: string, view: string): Promise<number> {
  const { page, close } = await openHtml(browser, html, view);
  const time = (await page.evaluate(`new Promise((done) => {
    new PerformanceObserver((list) => {
      const paint = list.getEntriesByName('first-contentful-paint')[0];
      if (paint) done(paint.startTime);
    }).observe({ type: 'paint', buffered: true });
  })`)) as number;
  await close();
  return time;
}

/** Milliseconds from a click to the end of the frame that shows what it did. */
async function timeToAnswer(page: Page, selector: string): Promise<number> {
  return (await page.evaluate(`new Promise((done) => {
    const start = performance.now();
    document.querySelector(${JSON.stringify(selector)}).click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  })`)) as number;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

async function medianOf(measure: () => Promise<number>): Promise<string> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await measure());
  return `${median(times).toFixed(0)} (${Math.max(...times).toFixed(0)})`;
}

const template = statSync(repositoryPath('dist/web/report.html')).size;
console.log(`the page without data: ${template} bytes; medians of ${runs} and the longest, ms`);
const html = await makePage(pushDaemon());
const browser = await launchBrowser();
for (const [name, page] of [
  ['push daemon', html],
  ['2 MB of data', pageWith(enlarge(reportIn(html) as ComparisonReport))],
] as const) {
  const drawn: string[] = [];
  for (const view of ['overview', 'constructors', 'map', 'time']) {
    drawn.push(`${view} ${await medianOf(() => timeToDraw(browser, page, view))}`);
  }
  const opened = await openHtml(browser, page, 'constructors');
  const sorted = await medianOf(() => timeToAnswer(opened.page, '.grid-head .cell:nth-child(4) button'));
  await opened.close();
  console.log(
    `${name}, ${page.length} bytes, ${(reportIn(page) as ComparisonReport).classes.length} constructors: drawn ${drawn.join(', ')}; sorted ${sorted}`,
  );
}
await browser.close();
