import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { repositoryPath } from './support/fixtures.ts';
import { assertGolden } from './support/golden.ts';
import { publicApi } from './support/public-api.ts';

const { name, exports } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly types: string } | string>>;
};

/** Entry point → its declarations, as npm run build has written them. */
const entries = Object.fromEntries(
  Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [[entry.replace('.', name), target.types] as const],
  ),
);

test('the public API is the one that was reviewed: less of it, or another type, is a major release', () => {
  assert.deepEqual(Object.keys(entries), [name, `${name}/register`, `${name}/testing`]);
  assertGolden('api.txt', publicApi(entries));
});
