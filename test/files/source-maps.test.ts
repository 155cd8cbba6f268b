import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { formatLocation } from '../../src/analysis/scripts.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import type { ScriptPlace } from '../../src/files/source-map.ts';
import { readSourceMaps } from '../../src/files/source-maps.ts';

/** Line 1, column 4 of the script is line 2, column 3 of the source; line 2 is of no source. */
function mapTo(source: string | null, more: object = {}): string {
  return JSON.stringify({ version: 3, sources: [source], names: [], mappings: 'AAAA;IAEG;A', ...more });
}

const place = { scriptId: 7, line: 1, column: 9 };

/** Writes the files into a directory of its own, for as long as the test runs. */
async function withFiles(
  files: Readonly<Record<string, string>>,
  run: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'snapdiff-maps-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    await run(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function locate(files: Readonly<Record<string, string>>, url: string): Promise<ScriptPlace> {
  let found: ScriptPlace | undefined;
  await withFiles(files, async (directory) => {
    found = (await readSourceMaps(directory))({ ...place, url });
  });
  assert.ok(found);
  return found;
}

async function sourceOf(files: Readonly<Record<string, string>>, url: string): Promise<string | undefined> {
  return (await locate(files, url)).url;
}

test('a place in a script is the one in its source, lines and columns from 0', async () => {
  assert.deepEqual(
    await locate({ 'app.js.map': mapTo('../src/app.ts') }, 'file:///srv/app%20one/dist/app.js'),
    { scriptId: 7, url: 'file:///srv/app%20one/src/app.ts', line: 2, column: 3 },
  );
});

test('sources are relative to the script, in every way V8 names it', async () => {
  const files = { 'app.js.map': mapTo('../src/app.ts') };
  for (const [url, source] of [
    ['/srv/dist/app.js', '/srv/src/app.ts'],
    ['https://example.org/dist/app.js?v=a/b#c', 'https://example.org/src/app.ts'],
    ['C:\\srv\\dist\\app.js', 'C:/srv/src/app.ts'],
  ] as const) {
    assert.equal(await sourceOf(files, url), source);
  }
  assert.equal(
    await sourceOf({ 'app.js.map': mapTo('app.ts', { sourceRoot: '/home/src' }) }, '/srv/app.js'),
    '/home/src/app.ts',
  );
});

test('a place that no map knows stays as it is', async () => {
  const files = { 'app.js.map': mapTo('app.ts'), 'nothing.js.map': mapTo(null) };
  for (const url of ['/srv/other.js', 'node:events', 'wasm://wasm/app.js', '', '/srv/nothing.js']) {
    assert.equal(await sourceOf(files, url), url);
  }
  await withFiles(files, async (directory) => {
    const map = await readSourceMaps(directory);
    assert.equal(map(place), place);
    for (const line of [2, 3, 1e9]) {
      const unknown = { url: '/srv/app.js', line, column: 0 };
      assert.equal(map(unknown), unknown);
    }
  });
});

test('of several maps the one whose path ends most like the script is taken, and of equal ones none', async () => {
  const files = {
    'server/dist/app.js.map': mapTo('/server.ts'),
    'client/dist/app.js.map': mapTo('/client.ts'),
  };
  assert.equal(await sourceOf(files, '/srv/client/dist/app.js'), '/client.ts');
  assert.equal(await sourceOf(files, '/srv/server/dist/app.js'), '/server.ts');
  assert.equal(await sourceOf(files, '/srv/dist/app.js'), '/srv/dist/app.js');
});

test('a file of a package has the map of that package only', async () => {
  const index = 'index.js.map';
  const script = '/srv/node_modules/one/lib/index.js';
  assert.equal(await sourceOf({ [index]: mapTo('/own.ts') }, script), script);
  assert.equal(await sourceOf({ [`node_modules/two/lib/${index}`]: mapTo('/two.ts') }, script), script);
  assert.equal(
    await sourceOf(
      { [index]: mapTo('/own.ts'), [`node_modules/one/lib/${index}`]: mapTo('/one.ts') },
      script,
    ),
    '/one.ts',
  );
  assert.equal(
    await sourceOf({ [`node_modules/two/lib/${index}`]: mapTo('/two.ts') }, '/srv/lib/index.js'),
    '/srv/lib/index.js',
  );
});

test('a map is known by its name, with and without .js, or by its field `file`', async () => {
  assert.equal(await sourceOf({ 'app.map': mapTo('/a.ts') }, '/srv/app.mjs'), '/a.ts');
  const files = {
    'broken.map': '{',
    'maps/1.map': mapTo('/one.ts', { file: '../dist/one.js' }),
    'maps/2.map': mapTo('/two.ts', { file: 'two.js' }),
  };
  assert.equal(await sourceOf(files, '/srv/dist/one.js'), '/one.ts');
  assert.equal(await sourceOf(files, '/srv/two.js'), '/two.ts');
});

test('maps of sections and those with a line against cross-site inclusion are read', async () => {
  const section = { offset: { line: 1, column: 2 }, map: JSON.parse(mapTo('/a.ts')) as unknown };
  const sections = JSON.stringify({ version: 3, sections: [section] });
  assert.equal(await sourceOf({ 'app.js.map': sections }, '/srv/app.js'), '/a.ts');
  assert.equal(await sourceOf({ 'app.js.map': `\ufeff)]}'\n${mapTo('/a.ts')}` }, '/srv/app.js'), '/a.ts');
});

test('a directory that is not there, is a file or holds no map is one error', async () => {
  await withFiles({ 'app.js': '', 'deep/app.css': '' }, async (directory) => {
    for (const path of [directory, join(directory, 'absent'), join(directory, 'app.js')]) {
      await assert.rejects(readSourceMaps(path), (error: unknown) => {
        assert.ok(error instanceof SnapdiffError && error.hint !== undefined);
        assert.ok(error.message.startsWith(path) && !error.message.includes('\n'));
        return true;
      });
    }
  });
});

test('a broken map is an error that names it, and only when its script is asked for', async () => {
  const lie = { offset: { line: 2 ** 31, column: 0 }, map: JSON.parse(mapTo('a')) as unknown };
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    mapTo('a').slice(0, -5),
    mapTo('a', { mappings: 3 }),
    mapTo('a', { mappings: [[[0, 0, 0, 0]]] }),
    mapTo('a', { sources: 'abc' }),
    mapTo('a', { sources: [{}] }),
    mapTo('a', { sourceRoot: [] }),
    JSON.stringify({ version: 3, sections: [lie] }),
    JSON.stringify({ version: 3, sections: [null] }),
    JSON.stringify({ version: 3, sections: null }),
  ]) {
    await withFiles({ 'app.js.map': text, 'sound.js.map': mapTo('/a.ts') }, async (directory) => {
      const map = await readSourceMaps(directory);
      assert.equal(map({ ...place, url: '/srv/sound.js' }).url, '/a.ts');
      assert.throws(
        () => map({ ...place, url: '/srv/app.js' }),
        (error: unknown) => {
          assert.ok(error instanceof SnapdiffError, text);
          assert.equal(error.message, `${join(directory, 'app.js.map')}: is not a source map`);
          return true;
        },
      );
    });
  }
});

test('mappings that make no sense lead nowhere', async () => {
  for (const mappings of [
    'AAAA;IAZZZZZZZ',
    'AAAA;I99999AA',
    'AAAA;IAFD',
    '%%%%;%%%%',
    ';D',
    ';AAAAAAAAAAAA',
  ]) {
    const found = await locate({ 'app.js.map': mapTo('/a.ts', { mappings }) }, '/srv/app.js');
    assert.ok(found.url === '/srv/app.js' || found.url === '/a.ts', mappings);
    assert.ok(Number.isSafeInteger(found.line) && found.line >= 0 && found.column >= 0, mappings);
  }
});

test("a bundler's names are shown as paths", async () => {
  for (const [source, shown] of [
    ['webpack://app/./src/server/app.ts', 'src/server/app.ts:3'],
    ['webpack:///./app.ts', 'app.ts:3'],
    ['webpack://app/./node_modules/ws/lib/sender.js', 'ws/lib/sender.js:3'],
    ['turbopack:///[project]/src/app.ts', '[project]/src/app.ts:3'],
  ] as const) {
    const found = await locate({ 'app.js.map': mapTo(source) }, '/srv/app.js');
    assert.equal(formatLocation({ ...found, scriptId: 7 }), shown);
  }
});
