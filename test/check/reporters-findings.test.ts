import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findingsOf, pathInside, sourcePlace } from '../../src/report/ci/check-findings.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { drawnCheck } from '../support/drawn-check.ts';
import { hostileToCi } from '../support/hostile-names.ts';

const at = (url: string, root = '/repo'): string | undefined =>
  sourcePlace({ scriptId: 1, line: 11, column: 4, url }, root)?.path;

test('a script below the root is named from it, with its line and column as an editor counts', () => {
  assert.deepEqual(sourcePlace({ scriptId: 1, line: 11, column: 4, url: 'file:///repo/src/a.js' }, '/repo'), {
    path: 'src/a.js',
    line: 12,
    column: 5,
  });
  assert.equal(at('/repo/src/a.js', '/repo/'), 'src/a.js');
  assert.equal(at('file:///repo/src/a%20b%23.js'), 'src/a b#.js');
  assert.equal(at('/repo/./src/../lib/a.js'), 'lib/a.js');
  assert.equal(at('file:///C:/repo/src/a.js', 'c:\\repo'), 'src/a.js');
  assert.equal(at('C:\\repo\\src\\a.js', 'C:\\repo'), 'src/a.js');
  assert.equal(at('/repo/back\\slash.js'), 'back\\slash.js');
});

test('of a compiled line only the file is named, by its beginning', () => {
  const place = { scriptId: 1, line: 11, column: 4, url: '/repo/src/a.ts', isCompiled: true } as const;
  assert.deepEqual(sourcePlace(place, '/repo'), { path: 'src/a.ts', line: 1, column: 1 });
});

test('a source that a bundler names is below the root', () => {
  assert.equal(at('webpack://app/./src/app.ts'), 'src/app.ts');
  assert.equal(at('src/app.mts'), 'src/app.mts');
});

test('what is elsewhere, in a package or no file has no place', () => {
  for (const url of [
    '',
    'node:events',
    'https://example.org/src/a.js',
    'evalmachine.<anonymous>',
    '[eval]',
    'file:///elsewhere/a.js',
    'file:///repository/a.js',
    '/repo/../etc/a.js',
    '../a.js',
    '/repo',
    '/repo/node_modules/express/index.js',
    'webpack://app/./node_modules/express/index.js',
    'file:///repo/%E0%A4%A.js',
    'file://[broken/a.js',
  ]) {
    assert.equal(at(url), undefined, url);
  }
});

test('no path leads out of the root, whatever the script is called', () => {
  const segment = fc.constantFrom('..', '.', '', 'repo', 'src', 'a.js', '%2e%2e', '\\', 'C:', '\u0000');
  fc.assert(
    fc.property(
      fc.constantFrom('', '/', 'file:///', 'file:///repo/', '/repo/', 'webpack://x/'),
      fc.array(segment, { maxLength: 8 }),
      (start, parts) => {
        const path = at(start + parts.join('/'));
        if (path === undefined) return;
        assert.doesNotMatch(path, /^\/|^$/);
        assert.ok(!path.split('/').includes('..'), path);
      },
    ),
  );
});

test('a file outside is not inside', () => {
  assert.equal(pathInside('/other/3.heapsnapshot', '/repo'), undefined);
  assert.equal(pathInside('/repo/out/3.heapsnapshot', '/repo'), 'out/3.heapsnapshot');
  assert.equal(pathInside('out/../3.heapsnapshot', '/repo'), '3.heapsnapshot');
});

test('a constructor of a package is shown at the nearest step of the program', () => {
  const report = drawnCheck();
  const inPackage = { scriptId: 1, line: 3, column: 0, url: '/repo/node_modules/pkg/index.js' };
  const [failure] = report.failures;
  const [first, last] = failure.path;
  const path = [first, { ...last, location: inPackage }];
  const [finding] = findingsOf({ ...report, failures: [{ ...failure, location: inPackage, path }] }, '/repo');
  assert.deepEqual(finding.place, { path: 'src/connection.js', line: 3, column: 9 });
});

test('a finding keeps its fingerprint when numbers and ids change, and has another than its neighbours', () => {
  const report = drawnCheck();
  const later: CheckReport = JSON.parse(
    JSON.stringify(report)
      .replace(/"nodeId":\d+/g, '"nodeId":77')
      .replaceAll('5 + 5', '9 + 9'),
  );
  const prints = (of: CheckReport): string[] => findingsOf(of, '/repo').map(({ fingerprint }) => fingerprint);
  assert.deepEqual(prints(later), prints(report));
  assert.equal(new Set(prints(report)).size, 2);
  const twice = { ...report, failures: [...report.failures, ...report.failures] };
  assert.equal(new Set(prints(twice)).size, 4);
  assert.equal(prints(report)[0], report.suspects[0].fingerprint);
  assert.notEqual(prints(drawnCheck({ className: 'Socket' }))[1], prints(report)[1]);
  for (const print of prints(twice)) assert.match(print, /^(?:[0-9a-f]{16}){1,2}$/);
});

test('the fingerprints of many names differ', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `Class${index}`);
  const [, failure] = drawnCheck().failures;
  const failures = names.map((className) => ({ ...failure, className }));
  const findings = findingsOf({ ...drawnCheck(), failures }, '/repo');
  assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, names.length);
});

test('every text of a finding is one line that harms no terminal and no log', () => {
  for (const [what, name] of hostileToCi) {
    const report = drawnCheck({
      className: name,
      path: `${name}.heapsnapshot`,
      url: `/repo/${name}.js`,
      text: name,
    });
    for (const { title, message, details, place, steps } of findingsOf(report, '/repo')) {
      for (const text of [title, message, ...details, place?.path ?? '', ...steps.map((step) => step.text)]) {
        assert.doesNotMatch(text, /[\p{C}\u2028\u2029]|(?:^| )::|##\w*\[/u, what);
        assert.ok(text.length <= 2000, what);
      }
    }
  }
});
