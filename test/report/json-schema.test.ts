import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SchemaMisfit, takeBySchema, type JsonSchema } from '../../src/report/json-schema.ts';

const schema: JsonSchema = {
  $ref: '#/definitions/Tree%3Cx%3E',
  definitions: {
    'Tree<x>': {
      type: 'object',
      properties: {
        name: { type: 'string' },
        size: { type: ['number', 'null'] },
        kind: { enum: ['a', 'b'] },
        pair: { type: 'array', items: [{ type: 'number' }, { type: 'string' }], minItems: 2, maxItems: 2 },
        part: { anyOf: [{ type: 'string' }, { $ref: '#/definitions/Name' }] },
        children: { type: 'array', items: { $ref: '#/definitions/Tree%3Cx%3E' } },
      },
      required: ['name'],
    },
    Name: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  },
};

const misfit = (value: unknown): string => {
  try {
    takeBySchema(value, schema);
  } catch (error) {
    if (error instanceof SchemaMisfit) return error.where;
    throw error;
  }
  return 'none';
};

test('what a schema names is taken, and nothing else', () => {
  const value = {
    name: 'a',
    size: null,
    kind: 'b',
    pair: [1, 'x'],
    part: { name: 'n', later: 1 },
    children: [{ name: 'c', secret: 'x' }],
    later: { x: 1 },
  };
  assert.deepEqual(takeBySchema(value, schema), {
    name: 'a',
    size: null,
    kind: 'b',
    pair: [1, 'x'],
    part: { name: 'n' },
    children: [{ name: 'c' }],
  });
});

test('what is not as the schema has it is named', () => {
  for (const [value, where] of [
    [null, ''],
    [[], ''],
    [{}, 'name'],
    [{ name: 1 }, 'name'],
    [{ name: 'a', size: 'x' }, 'size'],
    [{ name: 'a', kind: 'c' }, 'kind'],
    [{ name: 'a', pair: [1] }, 'pair'],
    [{ name: 'a', pair: [1, 2] }, 'pair[1]'],
    [{ name: 'a', part: { name: 2 } }, 'part.name'],
    [{ name: 'a', part: 2 }, 'part'],
    [{ name: 'a', children: [{ name: 'b' }, { name: 3 }] }, 'children[1].name'],
  ] as const) {
    assert.equal(misfit(value), where, JSON.stringify(value));
  }
});

test('a field of a prototype is not one of the value', () => {
  assert.equal(misfit(JSON.parse('{"__proto__": {"name": "a"}}')), 'name');
});

test('a value that is deeper than any of ours is refused, however deep', () => {
  let deep: unknown = { name: 'leaf' };
  for (let depth = 0; depth < 100_000; depth++) deep = { name: 'n', children: [deep] };
  assert.match(misfit(deep), /^children\[0\]/);
});
