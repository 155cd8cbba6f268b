import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { problemsOf, schemaOf } from '../../src/mcp/input.ts';
import { progressNotes, type ProgressNote } from '../../src/mcp/progress-notes.ts';
import { tools } from '../../src/mcp/tools.ts';

const value = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'x'.repeat(5000),
    null,
    true,
    false,
    0,
    1,
    2,
    4,
    200,
    1.5,
    -1,
    1e7,
    2 ** 31,
    [],
    {},
  ),
  fc.array(fc.constantFrom('a', '', 'b', 7, null), { maxLength: 4 }),
  fc.integer({ min: 0, max: 300 }),
);

for (const { name, input } of tools) {
  test(`${name} takes what its schema says, and nothing else`, () => {
    const fits = new Ajv({ strict: true }).compile(schemaOf(input));
    const names = [...Object.keys(input), 'another'];
    const args = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length });
    fc.assert(
      fc.property(args, (given) => {
        const problems = problemsOf(input, { ...given });
        assert.equal(problems.length === 0, fits({ ...given }), JSON.stringify([given, problems]));
      }),
      { numRuns: 300 },
    );
  });
}

test('what is wrong with arguments is said with their names', () => {
  const [list, capture] = tools;
  assert.deepEqual(problemsOf(list.input, []), ['the arguments are not an object']);
  assert.deepEqual(problemsOf(list.input, { pid: 1 }), ['there is no argument "pid"']);
  assert.deepEqual(problemsOf(capture.input, {}), ['pid is missing']);
  assert.deepEqual(problemsOf(capture.input, { pid: 0.5, folder: '' }), [
    'pid is not a whole number from 1 to 2147483647',
    'folder is not a text of 1 to 4096 characters',
  ]);
  assert.deepEqual(problemsOf(capture.input, { pid: 1, folder: 'a\0b' }).length, 1);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`of no meaning ${index}`, 1]));
  assert.equal(problemsOf(list.input, many).length, 5);
});

test('progress rises with each note, by whole numbers from phase to phase', () => {
  const notes: ProgressNote[] = [];
  const tell = progressNotes((note) => notes.push(note));
  tell('reading a', 0, 100);
  for (let done = 1; done <= 100; done++) tell('reading a', done, 100);
  tell('sorting', 0, undefined);
  tell('reading \u202e', 50, 100);
  assert.ok(notes.length < 30);
  for (const [index, { progress }] of notes.slice(1).entries()) assert.ok(progress > notes[index].progress);
  assert.equal(notes.at(-1)?.progress, 2.5);
  assert.equal(notes.at(-1)?.message, 'reading \\u202e');
});
