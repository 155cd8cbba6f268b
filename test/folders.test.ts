import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { repositoryPath } from './support/fixtures.ts';

// Needs a browser, and is a command of its own.
const apart = ['browser'];

test('every folder of tests has an all.ts, by which npm test runs them', () => {
  const folders = readdirSync(repositoryPath('test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !apart.includes(entry.name))
    .map(({ name }) => repositoryPath(`test/${name}`))
    .filter((folder) => readdirSync(folder).some((name) => name.endsWith('.test.ts')));
  assert.ok(folders.length >= 9);
  for (const folder of folders) assert.ok(existsSync(`${folder}/all.ts`), folder);
});
