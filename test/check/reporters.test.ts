import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { comparisonInput } from '../../src/check/check-input.ts';
import { withoutPaths } from '../../src/check/judge.ts';
import { checkReporterNames, makeCheckReport, type CheckReport } from '../../src/report/check-report.ts';
import { renderCheck } from '../../src/report/ci/check-reporters.ts';
import { renderReport } from '../../src/report/index.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { checkOf, inputClass, drawnCheck, twoProcesses } from '../support/checks.ts';
import { makeUnjudgedReport } from '../../src/report/unjudged-report.ts';
import { assertJunit, codeQualityIssues, obeyLog, sarifRun } from '../support/ci-formats.ts';
import { assertGolden } from '../support/golden.ts';
import { hostileNames, hostileToCi } from '../support/hostile-names.ts';
import { drawnSeries } from '../support/reports.ts';

const formats = ['table', 'brief', 'markdown', 'json'] as const;

const passed = checkOf(twoProcesses([inputClass('Connection', [5, 500, 5000], [6, 600, 6000])]), {
  budgets: { Connection: { count: 1 }, total: '+5%' },
});
const grown = checkOf(twoProcesses([inputClass('Connection', [5, 500, 5000], [50, 5000, 90_000])]));
const reports: ReadonlyMap<string, CheckReport> = new Map([
  ['failed', drawnCheck({ warnings: [['The files were put in the order they were taken: a, b, c.']] })],
  ['passed', passed],
  ['grown', grown],
]);

for (const [name, report] of reports) {
  for (const format of formats) {
    test(`a check that ${name} reads as its golden file, as ${format}`, async () => {
      const text = await renderCheck(report, format);
      assertGolden(`report/check.${name}.${format}.txt`, text);
      assert.equal(text, renderReport(report, format), 'the two ways to write it agree');
    });
  }
}

for (const format of formats) {
  test(`a check that could not be judged reads as its golden file, as ${format}`, () => {
    const problem = { message: 'leak.mjs: run() in iteration 7 failed', hint: 'What it wrote is above.' };
    const text = renderReport(makeUnjudgedReport(problem, '1.2.3'), format);
    assertGolden(`report/check.unjudged.${format}.txt`, text);
  });
}

test('why a check could not be judged is harmless in every form', async () => {
  for (const [what, name] of hostileToCi) {
    const report = makeUnjudgedReport({ message: `${name}: cannot be read`, hint: name }, '1.2.3');
    for (const format of checkReporterNames) {
      const text = await renderCheck(report, format);
      assert.doesNotMatch(text, harmful, `${what}, ${format}`);
      assert.equal(obeyLog(text).length, format === 'github' ? 1 : 0, `${what}, ${format}`);
    }
    const markdown = await renderCheck(report, 'markdown');
    assert.match(markdown, /^### [^\n]*\n\n(`+)[^\n]*\1\n$/, what);
    sarifRun(await renderCheck(report, 'sarif'));
    codeQualityIssues(await renderCheck(report, 'gitlab'));
  }
  // The validator takes a third of a second to start.
  const all = [...hostileToCi.values()].join(' ');
  await assertJunit(await renderCheck(makeUnjudgedReport({ message: all, hint: all }, '1.2.3'), 'junit'));
});

test('a sure suspect that does not fail the check is not called unsure', () => {
  const onlyBudget = { budgets: { total: '+500%' }, failOn: 'budget' } as const;
  for (const config of [{ ignore: ['Connection'] }, onlyBudget]) {
    const report = checkOf(comparisonInput(drawnSeries()), config);
    assert.equal(report.passed, true);
    assert.ok(report.suspects.length > 0);
    assert.match(
      renderReport(report, 'table', { width: 200 }),
      /^PASS: \d suspects?, none that fails the check/,
    );
  }
});

test('hostile names are harmless in the table, the brief text and the Markdown of a check', () => {
  const short = [...hostileNames].filter(([, name]) => name.length < 1000);
  for (const format of ['table', 'brief', 'markdown'] as const) {
    const texts = short.map(([what, className]) => {
      const report = drawnCheck({ className, path: `${className}.js`, warnings: [[{ name: className }]] });
      return `${what}\n\n${renderReport(report, format, { width: 100 })}`;
    });
    assertGolden(`report/check.hostile.${format}.txt`, texts.join('\n'));
  }
});

test("a check's JSON is plain ASCII and gives hostile names back whole", () => {
  for (const className of hostileNames.values()) {
    const report = drawnCheck({ className, path: className });
    const text = renderReport(report, 'json');
    assert.match(text, /^[\n -~]*$/);
    assert.deepEqual(JSON.parse(text), report);
  }
});

test('no terminal control comes through, and no line but the next command is wider than the terminal', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.integer({ min: 60, max: 200 }), (className, path, width) => {
      const report = drawnCheck({ className, path, warnings: [[{ name: path }]] });
      for (const format of formats) {
        assert.doesNotMatch(renderReport(report, format, { width }), harmful);
      }
      for (const line of renderReport(report, 'table', { width }).split('\n')) {
        if (/^ {3}next /.test(line)) continue;
        assert.ok(displayWidth(line) <= width, `${displayWidth(line)} > ${width}: ${line}`);
      }
    }),
    { numRuns: 50 },
  );
});

test('Markdown of a check has no name outside a code span, and whole rows in its tables', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const className = `<i>${name}`;
      const text = renderReport(drawnCheck({ className, path: className }), 'markdown');
      assert.doesNotMatch(text.replace(/(`+)(?!`)(?:(?!\1)[^\n]|\1`+)*?(?<!`)\1(?!`)/g, ''), /<i>/);
      const lines = text.split('\n');
      const head = lines.findIndex((line) => line.startsWith('| Constructor'));
      for (const row of lines.slice(head, lines.indexOf('', head))) {
        assert.equal(row.match(/(?<!\\)\|/g)?.length, 9, row);
      }
      assert.equal(lines.filter((line) => line === '</details>').length, 1);
    }),
  );
});

test('what went to a file is said in short: the table says the same and more', () => {
  const table = renderReport(drawnCheck(), 'table');
  assert.match(table, /^FAIL: Connection under \S[^\n]* @42 \(1 suspect and 3 budgets exceeded\)\. /);
  assert.match(renderReport(passed, 'table'), /^PASS: 2 budgets kept\. /);
});

const template = '<title></title><script id="report" type="application/json"></script>';

test('snapshots that are deleted have no path, in any form', async () => {
  assert.match(renderReport(passed, 'table'), /one\.heapsnapshot/);
  const report = makeCheckReport(withoutPaths(passed), '1.2.3');
  for (const name of checkReporterNames) {
    assert.doesNotMatch(await renderCheck(report, name, { template }), /\.heapsnapshot/, name);
  }
  assert.match(renderReport(report, 'table'), /^baseline +deleted +\d/m);
});

test('a holder and a path are told once of a constructor, in its first failure', () => {
  const { length } = renderReport(drawnCheck(), 'table').match(/^ {3}path/gm) ?? [];
  assert.equal(length, 1);
});

const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({
      unit: fc.constantFrom('\u001b', '[', 'm', '|', '`', '\n', '\u202e', '\u0300', '\\', ' '),
      maxLength: 40,
    }),
  )
  // A class of that name is the heap's budget; an expression is none.
  .filter((text) => text !== 'total' && !text.startsWith('/') && !/\p{Extended_Pictographic}/u.test(text));

/** Controls but the line feed, format and bidi characters, lone surrogates, line separators. */
const harmful = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** A budget for every constructor, which thousands of them break. */
function brokenByMany(count: number, name: (index: number) => string): CheckReport {
  const classes = Array.from({ length: count }, (_, index) =>
    inputClass(name(index), [5, 500, 5000], [6 + index, 600, 6000]),
  );
  return checkOf(twoProcesses(classes), { budgets: { '/./': { count: 0 } }, failOn: 'budget' });
}

test('of thousands of findings a person gets as many as can be read, and how many more there are', async () => {
  const report = brokenByMany(2500, (index) => `Session${index}`);
  assert.equal(report.failures.length, 2500);
  for (const format of ['table', 'markdown'] as const) {
    const text = await renderCheck(report, format);
    assert.match(text, /… 2,450 more failures; JSON has all/);
    assert.match(text, /… 2,450 more budgets; JSON has all/);
    assert.ok(text.includes('50. ') && !text.includes('51. '), format);
  }
  const json = JSON.parse(await renderCheck(report, 'json')) as CheckReport;
  assert.equal(json.failures.length, 2500);
});

test('Markdown is never longer than a comment may be, and is closed where it is cut', async () => {
  const report = brokenByMany(500, (index) => `${'接'.repeat(300)}${index}`);
  const text = await renderCheck(report, 'markdown');
  assert.ok(text.length <= 65_536, `${text.length}`);
  assert.match(text, /\n<\/details>\n\n… cut here: a comment has room for no more\. JSON has all\.\n$/);
});
