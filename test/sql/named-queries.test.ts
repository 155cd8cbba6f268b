import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findQuery, namedQueries } from '../../src/sql/named-queries.ts';
import { readPage } from '../support/pages.ts';

test('docs/export.md lists every query that has a name', () => {
  const { text } = readPage('docs/export.md');
  const [, list = ''] = /^\| `--query` \| Answers \|\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(text) ?? [];
  assert.equal(list, namedQueries.map(({ name, describe }) => `| \`${name}\` | ${describe} |\n`).join(''));
});

test('a name that there is none of is refused with those that there are', () => {
  assert.equal(findQuery('leaks').name, 'leaks');
  assert.throws(() => findQuery('leak'), {
    message: '--query leak: no such query',
    hint: 'There are biggest, grown, holders, duplicates, leaks; or write one in SQL.',
  });
});
