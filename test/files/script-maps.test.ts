import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ScriptSource, SnapshotText } from '../../src/analysis/script-sources.ts';
import { formatLocation, type ScriptLocation } from '../../src/analysis/scripts.ts';
import { mapByScripts } from '../../src/files/script-maps.ts';

// Line 1, column 9 of the script is line 2, column 3 of app.ts.
const map = { version: 3, sources: ['app.ts'], names: [], mappings: 'AAAA;IAEG;A' };
const padding = 'x'.repeat(2000);

/** As a snapshot has a string of one byte a character, on 64 bits. */
function written(text: string): SnapshotText {
  const beginning = text.slice(0, 1024);
  return { beginning, isWhole: text.length < 1024, size: Math.ceil((16 + text.length) / 8) * 8 };
}

function inline(more: object = {}): string {
  const text = JSON.stringify({ ...map, ...more });
  return `data:application/json;base64,${Buffer.from(text).toString('base64')}`;
}

interface Case {
  readonly source?: ScriptSource;
  /** In the folder `srv`, where the script is app.js. */
  readonly files?: Readonly<Record<string, string>>;
  /** Relative to the folder, or with a scheme. */
  readonly url?: string;
  /** In the sidecar, by script id. */
  readonly captured?: unknown;
}

/** What line 2 of the script is shown as. */
function shown({ source, files = {}, url = 'srv/app.js', captured }: Case): string {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-script-maps-'));
  try {
    mkdirSync(join(folder, 'srv'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'srv', name), text);
    if (captured !== undefined) {
      const sourceMaps = gzipSync(JSON.stringify(captured)).toString('base64');
      writeFileSync(join(folder, 'a.meta.json'), JSON.stringify({ sourceMaps }));
    }
    const locate = mapByScripts(join(folder, 'a.heapsnapshot'));
    const place: ScriptLocation = {
      scriptId: 7,
      line: 1,
      column: 9,
      url: url.includes(':') ? url : join(folder, url),
    };
    return formatLocation(locate(place, () => source)).replace(/^.*\//, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const plain: ScriptSource = { namesItself: false };
const withMap = (url: string, text = ''): ScriptSource => ({
  map: written(url),
  namesItself: false,
  text: written(text),
});

test('a map that is whole in the snapshot is used, in every way it may be written', () => {
  assert.equal(shown({ source: withMap(inline()) }), 'app.ts:3');
  const escaped = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(map))}`;
  assert.equal(shown({ source: withMap(escaped) }), 'app.ts:3');
});

test('of a map that the snapshot cut, the sidecar has the whole', () => {
  const source = withMap(inline({ padding }));
  assert.equal(shown({ source, captured: { 7: map } }), 'app.ts:3');
  for (const captured of [{ 8: map }, { 7: null }, { 7: { ...map, mappings: '!' } }, [], 'x']) {
    assert.equal(shown({ source, captured }), 'app.js, compiled line 2', JSON.stringify(captured));
  }
});

test('or the script on the disk, if its map is the same', () => {
  const url = inline({ padding });
  const files = { 'app.js': `code\n//# sourceMappingURL=${url}\n` };
  assert.equal(shown({ source: withMap(url), files }), 'app.ts:3');
  const longer = inline({ padding: `${padding}${padding}` });
  assert.equal(shown({ source: withMap(longer), files }), 'app.js, compiled line 2');
  assert.equal(
    shown({ source: withMap(inline({ padding, sections: 1 })), files: {} }),
    'app.js, compiled line 2',
  );
});

test('a map beside the script is used, if the script is the one that ran', () => {
  const code = `${padding}\n//# sourceMappingURL=app.js.map\n`;
  const files = { 'app.js': code, 'app.js.map': JSON.stringify(map) };
  assert.equal(shown({ source: withMap('app.js.map', code), files }), 'app.ts:3');
  assert.equal(shown({ source: withMap('./app.js.map?v=1', code), files }), 'app.ts:3');
  const none = 'app.js, compiled line 2';
  assert.equal(shown({ source: withMap('app.js.map', `${code}${padding}`), files }), none);
  assert.equal(shown({ source: withMap('app.js.map', `y${code}`), files }), none);
  assert.equal(shown({ source: { map: written('app.js.map'), namesItself: false }, files }), none);
  assert.equal(shown({ source: withMap('app.js.map', code), files: { 'app.js': code } }), none);
  assert.equal(shown({ source: withMap('app.js.map', code), files: { ...files, 'app.js.map': '{' } }), none);
});

test('nothing is read but in the folder of the script, nor of another machine', () => {
  const files = { 'app.js': 'code', 'app.js.map': JSON.stringify(map) };
  for (const name of ['../srv/app.js.map', '..%2Fsrv%2Fapp.js.map', '%', 'https://example.org/app.js.map']) {
    assert.equal(shown({ source: withMap(name, 'code'), files }), 'app.js, compiled line 2', name);
  }
  for (const url of ['https://example.org/app.js', 'file://server/share/app.js', 'relative:app.js']) {
    const found = shown({ source: withMap('app.js.map', 'code'), files, url });
    assert.match(found, /app\.js, compiled line 2$/, url);
  }
});

test('a map that is no regular file is not waited for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-script-maps-'));
  try {
    writeFileSync(join(folder, 'app.js'), 'code');
    symlinkSync('/dev/zero', join(folder, 'app.js.map'));
    const place = { scriptId: 7, line: 1, column: 9, url: join(folder, 'app.js') };
    const locate = mapByScripts(join(folder, 'a.heapsnapshot'));
    assert.deepEqual(
      locate(place, () => withMap('app.js.map', 'code')),
      { ...place, isCompiled: true },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('where nothing was compiled nothing is said: JavaScript, types blanked out by Node, a package', () => {
  assert.equal(shown({ source: plain }), 'app.js:2');
  assert.equal(shown({ source: { namesItself: true }, url: 'srv/app.ts' }), 'app.ts:2');
  assert.equal(shown({ source: plain, url: 'srv/app.ts' }), 'app.ts, compiled line 2');
  assert.equal(shown({ url: 'srv/app.mts' }), 'app.mts, compiled line 2');
  assert.equal(shown({ source: withMap('index.js.map'), url: 'srv/node_modules/a/index.js' }), 'index.js:2');
  assert.equal(shown({ url: 'node:events' }), 'node:events:2');
});

test('a place that its map does not know is a compiled line', () => {
  const empty = withMap(inline({ mappings: '' }));
  assert.equal(shown({ source: empty }), 'app.js, compiled line 2');
});
