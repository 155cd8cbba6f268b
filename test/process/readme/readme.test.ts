import assert from 'node:assert/strict';
import process from 'node:process';
import { after, test } from 'node:test';
import { compareFiles } from '../../../src/files/compare-files.ts';
import { renderReport } from '../../../src/report/index.ts';
import { makeComparisonReport } from '../../../src/report/comparison-report.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { blocksIn, commandsOf, readPages, type Page } from '../../support/pages.ts';
import { elsewhere, Reader } from './reader.ts';

// Every command and example of the README and of docs/ is run, so that none of them can go wrong unnoticed.

const pages = readPages();
const readers = new Map<Page, Reader>();
for (const page of pages) readers.set(page, await Reader.open(page));
after(() => {
  for (const reader of readers.values()) reader.close();
});

function pageAt(path: string): { page: Page; reader: Reader } {
  const page = pages.find((one) => one.path === path);
  const reader = page && readers.get(page);
  assert.ok(page && reader, path);
  return { page, reader };
}

/** What prints nothing: its result is a file, a folder, or what the shell knows then. */
const quiet =
  /^(?:mkdir|kill|source|snapdiff check --write-baseline|node --expose-gc) (?!.* && )|^snapdiff .* > \S+$/;
/** What finds the leak of the drawn snapshots, and has done its work with it. */
const failing = /^snapdiff check (?!--scenario |--write-baseline )/;

/** What each command printed. */
const printed = new Map<string, string>();

for (const [page, reader] of readers) {
  for (const line of commandsOf(page)) {
    test(`${page.path}: ${line}`, (context) => {
      const runnable = reader.prepare(line);
      if (runnable === undefined) {
        context.diagnostic('installs, runs the tests, or needs what is not here: nothing left to run');
        return;
      }
      const { command, where } = runnable;
      const output = reader.run(command, { where, exitCode: failing.test(line) ? 1 : 0 });
      assert.equal(output === '', quiet.test(line), output.slice(0, 1000));
      printed.set(line, output);
    });
  }
}

test('the commands are found, those not run here are known, and a strange one would fail', () => {
  const lines = pages.flatMap(commandsOf);
  assert.ok(lines.length >= 40, `${lines.length} commands`);
  for (const [pattern, reason] of elsewhere)
    assert.ok(
      lines.some((line) => pattern.test(line)),
      reason,
    );
  const { reader } = pageAt('README.md');
  for (const line of ['rm -r .', 'npm ci && npm run snapdif -- a b', 'npm install left-pad']) {
    assert.throws(() => reader.prepare(line), /does not know how to run|has no script/, line);
  }
});

/**
 * What differs between two runs of one program: bytes, shares and ids; and between versions of Node what the handles of its
 * C++ hang on. A report is as wide as its terminal, so any space will do.
 */
function withoutAccidents(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\d,.]+ (?:B|kB|MB)\b/g, 'SIZE')
    .replaceAll(/[\d.]+ % of the growth/g, 'SHARE of the growth')
    .replaceAll(/(?:\(GC roots\) › )?\(Global handles\)|Node \/ TCPSocketWrap/g, 'HANDLES')
    .replaceAll(/@\d+/g, '@ID');
}

test('README.md: the picture is what the story prints, but for what it leaves out', () => {
  const { page } = pageAt('README.md');
  const [story = ''] = commandsOf(page).filter((line) => line.startsWith('npm ci && node '));
  const output = withoutAccidents(printed.get(story) ?? '');
  const [picture = '', ...more] = blocksIn(page, 'text');
  assert.equal(more.length, 0);
  assert.match(picture, /^leak \(97 % sure\)/);
  assert.match(picture, /^1\. Connection /m);
  let from = 0;
  for (const shown of picture.split(/^…$/m).map((part) => withoutAccidents(part).trim())) {
    const at = output.indexOf(shown, from);
    assert.ok(at >= 0, `not printed: ${shown}\n${output.slice(0, 3000)}`);
    from = at + shown.length;
  }
});

/** The real daemon's. */
const paths = [0, 1, 2, 3].map((n) => `fixtures/snapshots/push-daemon-leak/${n}.heapsnapshot.gz`);

test('docs/compare.md: the first command gives the picture below it', async () => {
  const { page } = pageAt('docs/compare.md');
  const [, files = ''] =
    /^npm ci && npm run snapdiff -- --top 5 (\S+)$/.exec(commandsOf(page)[0] ?? '') ?? [];
  assert.equal(files, 'fixtures/snapshots/push-daemon-leak/*.heapsnapshot.gz');
  const { snapshots, ...series } = await compareFiles(paths.map(repositoryPath));
  const named = snapshots.map((info, index) => ({ ...info, path: paths[index] ?? '' }));
  const report = makeComparisonReport({ ...series, snapshots: named }, { top: 5 });
  const [picture] = blocksIn(page, 'text');
  assert.equal(picture, renderReport(report, 'table', { width: 120 }), 'paste the new output into the page');
});

test('docs/json.md: the class shown is that of the example', async () => {
  const [shown = ''] = blocksIn(pageAt('docs/json.md').page, 'json');
  const [baseline = '', , , current = ''] = paths.map(repositoryPath);
  const { classes } = await compareFiles([baseline, current]);
  assert.deepEqual(
    JSON.parse(shown),
    classes.find(({ className }) => className === 'Connection'),
  );
});

for (const [page, reader] of readers) {
  for (const [index, example] of blocksIn(page, 'js').entries()) {
    test(`${page.path}: example ${index + 1} runs`, () => {
      const type = /^(?:import|export) /m.test(example) ? 'module' : 'commonjs';
      const program = `'${process.execPath}' --input-type=${type} <<'EXAMPLE'\n${example}\nEXAMPLE`;
      const printed = reader.run(program, { where: reader.folder });
      if (page.path === 'docs/library.md') {
        assert.match(printed, /\d+ constructors have more objects than before\n/);
      }
    });
  }
}

test('no code block is of a kind that nothing looks at', () => {
  // Without a name: drawings, and outputs that other tests hold. The others are read by test/docs.test.ts, test/check/ and
  // scripts/try-fleet.ts; Python is for Spark, which is not here.
  const known = ['', 'groovy', 'ini', 'js', 'json', 'python', 'sh', 'sql', 'text', 'yaml'];
  for (const { path, text } of pages) {
    for (const [, kind = ''] of text.matchAll(/^ *```(.*)\n[\s\S]*?^ *```$/gm)) {
      assert.ok(known.includes(kind), `${path}: ${kind}`);
    }
  }
  const pictures = pages.filter((page) => blocksIn(page, 'text').length > 0).map(({ path }) => path);
  assert.deepEqual(pictures, ['README.md', 'docs/compare.md']);
});
