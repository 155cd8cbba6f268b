import assert from 'node:assert/strict';
import { test } from 'node:test';
import { name, sentence } from '../../src/base/sentence.ts';
import { holdForms } from '../support/hold-forms.ts';
import { describeHold, labelOf, withoutKeys } from '../../src/paths/hold-sentences.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { html } from '../../src/report/html/html.ts';
import type { CutPath } from '../../src/report/html/page-limits.ts';
import { unjudgedPage } from '../../src/report/html/unjudged-page.ts';
import { leaveOutStrings, type DrawnReport } from '../../src/report/leave-out-strings.ts';
import type { ComparisonReport } from '../../src/report/report.ts';
import { makeSummaryReport } from '../../src/report/summary-report.ts';
import { makeUnjudgedReport } from '../../src/report/unjudged-report.ts';
import { hostileNames } from '../support/hostile-names.ts';
import {
  classSummary,
  comparedClass,
  drawnPair,
  drawnSeries,
  drawnSummary,
  totals,
} from '../support/reports.ts';

const template =
  '<!doctype html><title>snapdiff</title><script id="report" type="application/json"></script><script>run()</script>';

/** The report in a page, as its script reads it. */
function dataOf(page: string): DrawnReport {
  const [, data = ''] = /<script id="report" type="application\/json">([^<]*)<\/script>/.exec(page) ?? [];
  return JSON.parse(data) as DrawnReport;
}

test('a page has the report as data, a title, and nothing else that the template has not', () => {
  const report = makeComparisonReport(drawnSeries());
  const page = html(report, template);
  assert.deepEqual(dataOf(page), JSON.parse(JSON.stringify(leaveOutStrings(report))));
  assert.match(page, /<title>Leak: Connection - snapdiff<\/title>/);
  assert.equal(
    page.replace(/(application\/json">)[^<]*/, '$1').replace(/<title>[^<]*/, '<title>snapdiff'),
    template,
  );
});

test('hostile names open no tag and no entity, wherever they stand', () => {
  for (const [what, text] of [
    ...hostileNames,
    ['ends the script', '</script><script>alert(1)</script>'],
    ['begins a comment', '<!--<script>'],
    ['is a pattern of replace', "$&$`$'$1$<name>"],
  ] as const) {
    const series = drawnSeries({ className: text, path: `${text}.js`, warnings: [[name(text)]] });
    for (const report of [
      makeComparisonReport(series),
      makeComparisonReport(drawnPair([comparedClass({ className: text, current: totals(1, 1, 1) })])),
      makeSummaryReport(drawnSummary([classSummary(text, totals(1, 10, 10))])),
    ]) {
      const page = html(report, template);
      assert.equal(page.match(/</g)?.length, template.match(/</g)?.length, what);
      assert.ok(/application\/json">[ -~]*<\/script><script>run/.test(page), what);
      const [, title = ''] = /<title>([^<]*)</.exec(page) ?? [];
      assert.doesNotMatch(title, /&(?!amp;|lt;|gt;)|>/, what);
      assert.equal(dataOf(page).kind, report.kind);
    }
  }
});

test('a name of megabytes is cut in a page', () => {
  const report = makeSummaryReport(drawnSummary([classSummary('N'.repeat(10_000_000), totals(1, 10, 10))]));
  assert.ok(html(report, template).length < 10_000);
});

test('a page of very many constructors lists the first and counts the others', () => {
  const classes = Array.from({ length: 5000 }, (_, index) =>
    classSummary(`Class${index}`, totals(1, 10, 10)),
  );
  const data = dataOf(html(makeSummaryReport(drawnSummary(classes), { top: 4000 }), template));
  assert.ok(data.kind === 'summary');
  assert.deepEqual([data.classes.length, data.omittedClassCount], [1000, 4000]);
});

test('a page of very many snapshots has as many constructors as there is room for', () => {
  const report = makeComparisonReport(drawnSeries());
  const [row] = report.classes;
  const [pair] = report.pairs;
  assert.ok(row && pair);
  const cohorts = Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => 123_456));
  const classes = Array.from({ length: 800 }, () => ({ ...row, cohorts }));
  const pairs = Array.from({ length: 117 }, () => ({
    ...pair,
    classes: Array.from({ length: 500 }, () => row),
  }));
  const page = html({ ...report, classes, pairs }, template);
  assert.ok(page.length < 1_500_000, String(page.length));
  const data = dataOf(page);
  assert.ok(data.kind === 'comparison');
  assert.ok(data.classes.length >= 10);
  assert.equal(data.classes.length + data.omittedClassCount, 800 + report.omittedClassCount);
  assert.ok(data.pairs.every((each) => each.classes.length + each.omittedClassCount >= 500));
});

test('of a path of ten thousand steps a page has the end', () => {
  const report = makeComparisonReport(drawnSeries());
  const [suspect] = report.suspects;
  const [step] = suspect?.path ?? [];
  assert.ok(suspect && step);
  const path = Array.from({ length: 10_000 }, (_, index) => ({ ...step, label: `[${index}]` }));
  const data = dataOf(html({ ...report, suspects: [{ ...suspect, path }] }, template));
  assert.ok(data.kind === 'comparison');
  const shown = data.suspects[0] as CutPath & (typeof data.suspects)[number];
  assert.deepEqual([shown.path.length, shown.path.at(-1)?.label], [200, '[9999]']);
  assert.equal(shown.omittedStepCount, 9800);
});

const secret = 's3cr3t';

test('the key of a Map is in no sentence, of any form of hold', () => {
  const holder = { kind: 'object', name: 'Map' } as const;
  const withKey = holdForms.filter((form) => {
    const hold = { form, detail: secret };
    return [labelOf(hold), describeHold({ ...hold, holder }), sentence`held by ${labelOf(hold)} of it`].some(
      (told) => JSON.stringify(withoutKeys(told)) !== JSON.stringify(told),
    );
  });
  assert.deepEqual(withKey, ['map entry']);
  const told = withoutKeys(describeHold({ form: 'map entry', detail: secret, holder }));
  assert.deepEqual(told, ['entry ', name('"…"'), ' of ', name('Map')]);
});

/** A report with a secret wherever one can be. */
function reportOfSecrets(): ComparisonReport {
  const report = makeComparisonReport(drawnSeries());
  const [suspect] = report.suspects;
  assert.ok(suspect);
  const edge = sentence`entry ${name(JSON.stringify(secret))}`;
  const step = {
    ...suspect.path[0],
    form: 'map entry',
    detail: secret,
    label: `entry "${secret}"`,
    text: `entry "${secret}" of Map`,
    edgeName: `3 / part of key (Key @5) -> value (${secret} @7) pair in WeakMap (table @9)`,
    location: { scriptId: 1, line: 0, column: 0, url: `data:text/javascript,${secret}` },
  } as (typeof suspect.path)[number];
  const pair = {
    ...step,
    form: 'internal',
    detail: step.edgeName,
    label: step.edgeName,
    text: step.edgeName,
  };
  const object = {
    nodeId: 5 as (typeof step)['nodeId'],
    selfSize: 1,
    retainedSize: 1,
    distance: 1,
    isNew: true,
    text: secret,
    path: [0],
    omittedStepCount: 0,
  };
  return {
    ...report,
    verdict: { ...report.verdict, reason: `entry "${secret}"`, reasonParts: edge },
    suspects: [
      {
        ...suspect,
        path: [step, pair as typeof step],
        holder: { ...suspect.holder, edge: `entry "${secret}"`, edgeParts: edge },
        evidence: [`entry "${secret}"`, step.edgeName],
        evidenceParts: [edge, [name(step.edgeName)]],
      },
    ],
    objects: {
      steps: [
        { nodeId: step.nodeId, kind: step.kind, name: 'A', form: 'map entry', label: `entry "${secret}"` },
      ],
      classes: [{ key: ',A', className: 'A', objects: [object], omittedObjectCount: 0 }],
    },
  };
}

test('a page has no text of a string and no key, and says so; both where they are asked for', () => {
  const report = reportOfSecrets();
  const page = html(report, template);
  assert.doesNotMatch(page, new RegExp(secret));
  const data = dataOf(page);
  assert.deepEqual(data.privacy, { strings: 'left-out' });
  assert.ok(data.kind === 'comparison');
  assert.equal(data.suspects[0]?.path[0]?.text, 'entry "…" of Connection');
  assert.equal(data.objects?.steps[0]?.label, 'entry "…"');

  const whole = html(report, template, { includeStrings: true });
  assert.equal(
    whole.match(new RegExp(secret, 'g'))?.length,
    JSON.stringify(report).match(new RegExp(secret, 'g'))?.length,
  );
  assert.deepEqual(dataOf(whole).privacy, { strings: 'included' });
});

test('a check that could not be judged is a page that can run nothing', () => {
  const place = '</p><script>alert(1)</script>\u202e';
  const page = unjudgedPage(makeUnjudgedReport({ message: 'no', place }, '1.0.0'));
  assert.match(page, /default-src 'none'/);
  assert.match(page, /<p>&lt;\/p&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;\\u202e<\/p>/);
});

test('a page of a check that could not be judged says where, and nothing that a program threw', () => {
  const problem = {
    message: `leak.mjs: run() in iteration 7 failed: Error: password ${secret}`,
    hint: `at ${secret}`,
  };
  const page = unjudgedPage(makeUnjudgedReport({ ...problem, place: 'leak.mjs: run()' }, '1.0.0'));
  assert.doesNotMatch(page, new RegExp(secret));
  assert.match(page, /<p>leak\.mjs: run\(\)<\/p>\n<p>Why is in the log of the build\.<\/p>/);
  assert.match(
    unjudgedPage(makeUnjudgedReport(problem, '1.0.0')),
    /<h1>Could not be judged<\/h1>\n<p>Why is/,
  );
});

test('a template without a place for the report is refused', () => {
  assert.throws(() => html(makeComparisonReport(drawnPair()), '<title></title>'), /no place for a report/);
});
