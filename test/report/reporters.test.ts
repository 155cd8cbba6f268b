import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { name, sentence, type Sentence } from '../../src/base/sentence.ts';
import { renderReport } from '../../src/report/index.ts';
import type { Report, ReportFormat } from '../../src/report/report.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { makeSummaryReport } from '../../src/report/summary-report.ts';
import { assertGolden } from '../support/golden.ts';
import { hostileNames } from '../support/hostile-names.ts';
import {
  comparedClass,
  classSummary,
  drawnGrowth,
  drawnPair,
  drawnSeries,
  drawnSummary,
  totals,
} from '../support/reports.ts';

const formats: readonly ReportFormat[] = ['table', 'brief', 'markdown', 'json'];
const warnings: Sentence[] = [
  [
    'The two snapshots come from different processes (pids 41 and 977): only constructors can be compared, by name.',
  ],
];

const reports: ReadonlyMap<string, Report> = new Map<string, Report>([
  ['diff.leak', makeComparisonReport(drawnPair())],
  ['diff.top-2', makeComparisonReport(drawnPair(undefined, warnings), { top: 2, all: true })],
  ['diff.empty', makeComparisonReport(drawnPair([]))],
  [
    'diff.resized',
    makeComparisonReport(
      drawnPair(
        [
          comparedClass({
            className: 'Map',
            resized: 1_048_576,
            baseline: totals(3, 300, 90_000),
            current: totals(3, 1_048_876, 1_138_576),
          }),
          comparedClass({
            className: 'Entry',
            added: [2, 200],
            baseline: totals(1, 100, 100),
            current: totals(3, 300, 300),
          }),
        ],
        [],
        65_536,
      ),
    ),
  ],
  [
    'series.leak',
    makeComparisonReport(
      drawnSeries({
        warnings: [sentence`The files were put in order: ${name('a')}, ${name('b')}, ${name('c')}.`],
      }),
    ),
  ],
  ['series.top-1', makeComparisonReport(drawnSeries(), { top: 1 })],
  ['series.in-place', makeComparisonReport(drawnGrowth(), { top: 1 })],
  ['summary.leak', makeSummaryReport(drawnSummary())],
  ['summary.top-1', makeSummaryReport(drawnSummary(), { top: 1, sort: 'count' })],
]);

for (const [name, report] of reports) {
  for (const format of formats) {
    test(`${name} as ${format} reads as its golden file`, () => {
      assertGolden(`report/${name}.${format}.txt`, renderReport(report, format));
    });
  }
}

test('colour marks growth red, shrinkage green, headings bold', () => {
  const report = makeComparisonReport(drawnPair(undefined, warnings), { top: 2 });
  assertGolden(
    'report/diff.color.table.txt',
    renderReport(report, 'table', { color: true }).replaceAll('\u001b', 'ESC'),
  );
});

for (const width of [60, 80, 120]) {
  test(`a terminal of ${width} columns gets what fits and is told what does not`, () => {
    const text = renderReport(makeComparisonReport(drawnPair(undefined, warnings), { top: 3 }), 'table', {
      width,
    });
    assertGolden(`report/diff.width-${width}.table.txt`, text);
  });
}

test('hostile names are harmless in a table, in brief and in Markdown', () => {
  const diff = makeComparisonReport(drawnPair(hostileClasses()));
  const summary = makeSummaryReport(
    drawnSummary([...hostileNames.values()].map((name) => classSummary(name, totals(1, 10, 10)))),
  );
  for (const format of ['table', 'brief', 'markdown'] as const) {
    assertGolden(`report/diff.hostile.${format}.txt`, renderReport(diff, format));
    assertGolden(`report/summary.hostile.${format}.txt`, renderReport(summary, format));
    const series = [...hostileNames].filter(([, name]) => name.length < 1000);
    const texts = series.map(([what, className]) => {
      const report = makeComparisonReport(
        drawnSeries({ className, path: `${className}.js`, warnings: [[name(className)]] }),
      );
      return `${what}\n\n${renderReport(report, format, { width: 100 })}`;
    });
    assertGolden(`report/series.hostile.${format}.txt`, texts.join('\n'));
  }
});

test('JSON is plain ASCII and gives hostile names back whole', () => {
  const text = renderReport(makeComparisonReport(drawnPair(hostileClasses())), 'json');
  assert.match(text, /^[\n -~]*$/);
  const parsed = JSON.parse(text) as { classes: { className: string }[] };
  assert.deepEqual(
    parsed.classes.map(({ className }) => className).sort(),
    [...hostileNames.values()].sort(),
  );
});

test('Markdown rows have as many cells as the head, whatever the names', () => {
  const text = renderReport(makeComparisonReport(drawnPair(hostileClasses())), 'markdown');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  assert.equal(rows.length, hostileNames.size);
  for (const row of rows) {
    assert.equal(row.match(/(?<!\\)\|/g)?.length, 11, row);
    assert.match(row, /^\| `[^`|]+` \|[^`]*$/, 'the name is one code span');
  }
});

test('a warning that quotes a hostile path is harmless in Markdown', () => {
  const diff = drawnPair(
    [],
    [sentence`${name('<b>|@all `x` [a](b).heapsnapshot')} is newer than ${name('plain.heapsnapshot')}: <i>|`],
  );
  const text = renderReport(makeComparisonReport(diff), 'markdown');
  assert.ok(
    text.includes(
      '> **Warning:** `<b>\\x7c@all \\x60x\\x60 [a](b).heapsnapshot` is newer than `plain.heapsnapshot`: \\x3ci\\x3e\\x7c',
    ),
    text,
  );
});

test('no terminal control comes through, whatever a class or a file is called', () => {
  fc.assert(
    fc.property(
      anyText,
      anyText,
      fc.constantFrom(...formats),
      fc.boolean(),
      (className, path, format, color) => {
        const drawn = drawnPair([comparedClass({ className, added: [1, 10] })], [[name(path)]]);
        const diff = { ...drawn, snapshots: drawn.snapshots.map((info) => ({ ...info, path })) };
        const series = drawnSeries({ className, path, warnings: [[name(path)]] });
        for (const report of [makeComparisonReport(diff), makeComparisonReport(series)]) {
          const text = renderReport(report, format, { color, width: 100 });
          const plain = color ? text.replace(ownColors, '') : text;
          assert.doesNotMatch(plain, harmful);
        }
      },
    ),
  );
});

test('no line of a table is wider than the terminal, from 60 columns on', () => {
  const anyName = anyText.filter((text) => !/\p{Extended_Pictographic}/u.test(text));
  fc.assert(
    fc.property(fc.array(anyName, { maxLength: 5 }), fc.integer({ min: 60, max: 240 }), (names, width) => {
      const location = { scriptId: 1234, line: 99, column: 99 };
      const classes = names.map((className, index) =>
        comparedClass({
          className,
          ...(index % 2 === 0 ? { location } : {}),
          added: [10 ** (index * 3), 10 ** (index * 3)],
          current: totals(1, 10, 123_456_789),
        }),
      );
      const diff = makeComparisonReport(
        drawnPair(
          classes,
          [...names, 'x'.repeat(300)].map((text) => [name(text)]),
        ),
        { top: 3 },
      );
      const summary = makeSummaryReport(
        drawnSummary(names.map((className) => classSummary(className, totals(1, 10, 10)))),
      );
      const series = makeComparisonReport(drawnSeries({ className: names[0] ?? '', path: names[1] ?? '' }));
      for (const report of [diff, summary, series]) {
        for (const line of renderReport(report, 'table', { width }).split('\n')) {
          assert.ok(displayWidth(line) <= width, `${displayWidth(line)} > ${width}: ${line}`);
        }
      }
    }),
  );
});

test("a series' JSON is plain ASCII and gives hostile names back whole", () => {
  for (const className of hostileNames.values()) {
    const series = makeComparisonReport(drawnSeries({ className, path: className }));
    const text = renderReport(series, 'json');
    assert.match(text, /^[\n -~]*$/);
    assert.deepEqual(JSON.parse(text), series);
  }
});

test("Markdown of a series has no name outside a code span, and its table's rows are whole", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const className = `<i>${text}`;
      const written = renderReport(
        makeComparisonReport(drawnSeries({ className, path: className })),
        'markdown',
      );
      assert.doesNotMatch(written.replace(/`[^`\n]*`/g, ''), /<i>/);
      for (const row of written.split('\n').filter((line) => line.startsWith('| `'))) {
        assert.equal(row.match(/(?<!\\)\|/g)?.length, 12, row);
      }
    }),
  );
});

test('a report of 2,000 constructors is written in every format, whole', () => {
  const classes = Array.from({ length: 2_000 }, (_, index) =>
    comparedClass({ className: `Class${index}`, added: [1, index] }),
  );
  const report = makeComparisonReport(drawnPair(classes));
  assert.equal(renderReport(report, 'table').split('\n').length, 2_000 + 9);
  assert.equal(renderReport(report, 'markdown').match(/`Class\d+`/g)?.length, 2_000);
  assert.equal((JSON.parse(renderReport(report, 'json')) as { classes: unknown[] }).classes.length, 2_000);
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  // Lone surrogates and what stands beside them.
  fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom('\u001b', '[', '3', '1', 'm', '|', '`', '\n', '\u202e', '\u0300', '\\'),
    maxLength: 40,
  }),
);

// What paints and nothing more: the codes the table itself uses.
// oxlint-disable-next-line no-control-regex
const ownColors = /\u001b\[(?:0|1|2|31|32|33)m/g;

/** Controls but the line feed, format and bidi characters, lone surrogates, line separators. */
const harmful = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

function hostileClasses(): ReturnType<typeof comparedClass>[] {
  return [...hostileNames.values()].map((className) => comparedClass({ className, added: [1, 10] }));
}
