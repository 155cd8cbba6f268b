import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { OpenFolders } from '../../src/cli/agent/open-folders.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'snapdiff-folders-')));
after(() => rmSync(folder, { recursive: true }));
const at = (...parts: string[]): string => join(folder, ...parts);
for (const name of ['open/heaps', 'second', 'open-not', 'outside']) mkdirSync(at(name), { recursive: true });
for (const name of ['open/a', 'open/heaps/b', 'second/c', 'open-not/d', 'outside/e'])
  writeFileSync(at(name), '');
symlinkSync(at('outside'), at('open/way-out'));
symlinkSync(at('outside/e'), at('open/file-out'));
symlinkSync(at('open/a'), at('outside/way-in'));
symlinkSync(at('open'), at('link-to-open'));
symlinkSync(at('outside/nothing'), at('open/dangling'));

const folders = await OpenFolders.ofPaths([at('link-to-open'), at('second')]);
const outside = /: is outside of the folders that are open/;

test('files within are found by their real paths, relative to the first folder or whole', async () => {
  assert.equal(await folders.file('a'), at('open/a'));
  assert.equal(await folders.file('heaps/../heaps/b'), at('open/heaps/b'));
  assert.equal(await folders.file(at('link-to-open/heaps/b')), at('open/heaps/b'));
  assert.equal(await folders.file(at('second/c')), at('second/c'));
  assert.equal(await folders.file(at('outside/way-in')), at('open/a'));
  assert.equal(await folders.folder(undefined), at('open'));
  assert.equal(await folders.folder('heaps'), at('open/heaps'));
});

for (const path of [
  '../open-not/d',
  '../outside/e',
  at('outside/e'),
  'way-out/e',
  'way-out/nothing',
  'file-out',
  'dangling',
  'heaps/../../outside/nothing',
  '/etc/passwd',
  '/',
  '..',
]) {
  test(`${path} is refused, whether or not it is there`, async () => {
    await assert.rejects(folders.file(path), outside);
    await assert.rejects(folders.folder(path), outside);
  });
}

test('what stands beside a snapshot is read with it, and is refused where it leads out', async () => {
  for (const name of ['x.heapsnapshot.gz', 'y.heapsnapshot', 'z.heapsnapshot'])
    writeFileSync(at('open', name), '');
  symlinkSync(at('outside/e'), at('open/x.meta.json'));
  symlinkSync(at('outside/nothing'), at('open/y.meta.json'));
  for (const name of ['x.heapsnapshot.gz', 'y.heapsnapshot'])
    await assert.rejects(folders.snapshot(name), outside);
  assert.equal(await folders.snapshot('z.heapsnapshot'), at('open/z.heapsnapshot'));
  symlinkSync(at('open/a'), at('open/z.meta.json'));
  assert.equal(await folders.snapshot('z.heapsnapshot'), at('open/z.heapsnapshot'));
  await assert.rejects(folders.snapshot('way-out/e'), outside);
});

test('what is not there, or is something else, is said', async () => {
  await assert.rejects(
    folders.file('nothing/at/all'),
    /^SnapdiffError: nothing\/at\/all: no such file or folder$/,
  );
  await assert.rejects(folders.file('heaps'), /heaps: is not a file/);
  await assert.rejects(folders.folder('a'), /a: is not a folder/);
});

test('paths are shown as they can be named again', async () => {
  for (const path of [at('open/heaps/b'), at('second/c'), at('open')]) {
    const shown = folders.shown(path);
    assert.equal(shown, path.startsWith(at('open/')) ? 'heaps/b' : path);
  }
});

test('roots of a client open the folders that are there, and what is none opens nothing', async () => {
  const uri = pathToFileURL(at('second')).href;
  const client = await OpenFolders.ofRoots(['https://example.org/', 'nonsense', `${uri}/gone`, uri]);
  assert.equal(await client.file('c'), at('second/c'));
  await assert.rejects(client.file(at('open/a')), outside);
  await assert.rejects(OpenFolders.ofRoots([]), /opens no folder/);
  await assert.rejects(OpenFolders.ofRoots([pathToFileURL(at('open/a')).href]), /opens no folder/);
});

test('a --root that is none is an error; without one the working directory is open', async () => {
  await assert.rejects(OpenFolders.ofPaths([at('gone')]), /--root \S+gone is not a folder/);
  await assert.rejects(OpenFolders.ofPaths([at('open/a')]), /is not a folder/);
  const here = await OpenFolders.ofWorkingDirectory();
  assert.equal(await here.folder(undefined), realpathSync('.'));
});
