import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassKind } from '../../src/analysis/class-kinds.ts';
import { heapOf } from '../support/draw-heap.ts';

function kindsIn(picture: string): (label: string) => ClassKind {
  const heap = heapOf(picture);
  const { classes, classOf } = heap.analysis.classification;
  return (label) => classes[classOf[heap.node(label)]].kind;
}

test("a program's class is not JavaScript's of the same name", () => {
  const kindOf = kindsIn(`
    root -shortcut-> global
    global -property:a-> map, ofProgram, plain, bytes, list, buffer, words
    map: object Map
    ofProgram: object Map at=7:9:0
    plain: object Object
    bytes: object Uint8Array
    list: object ObservableArray at=7:12:0
    buffer: object ArrayBuffer
    buffer -internal:backing_store-> memory
    memory: native "system / JSArrayBufferData"
    words: object Wordgenerator at=7:13:0
  `);
  assert.equal(kindOf('map'), 'map');
  assert.equal(kindOf('ofProgram'), 'instance');
  assert.equal(kindOf('plain'), 'plain object');
  assert.equal(kindOf('bytes'), 'view');
  assert.equal(kindOf('list'), 'instance');
  assert.equal(kindOf('buffer'), 'array buffer');
  assert.equal(kindOf('memory'), 'backing store');
  assert.equal(kindOf('words'), 'instance');
});

test('plain objects are of one kind, by whatever shape they are listed', () => {
  const kindOf = kindsIn(`
    root -shortcut-> global
    global -property:a-> one, two
    one: object Object
    two: object Object
    one -property:name-> nameOfOne
    two -property:name-> nameOfTwo
    nameOfOne: string a
    nameOfTwo: string b
  `);
  assert.deepEqual(['one', 'two', 'nameOfOne'].map(kindOf), ['plain object', 'plain object', 'string']);
});

test("V8's own nodes are told by their type, records also by V8's name", () => {
  const kindOf = kindsIn(`
    root -shortcut-> global
    global -property:a-> run
    run: closure run at=7:1:1
    run -internal:context-> scope
    scope: object "system / Context"
    run -internal:code-> code
    code: code run
    scope -internal:table-> table
    table: array "(object elements)"
    table -internal:map-> record
    record: hidden "system / Map"
  `);
  assert.deepEqual(['run', 'scope', 'code', 'table', 'record'].map(kindOf), [
    'function',
    'internal',
    'code',
    'table',
    'system',
  ]);
});

test('elements of a page are known by what the platform calls them, or by what V8 says of them', () => {
  const kindOf = kindsIn(`
    root -shortcut-> global
    global -property:a-> wrapper, gone
    wrapper: object HTMLDivElement
    gone: native "<div>" detached=2
  `);
  assert.equal(kindOf('wrapper'), 'dom node');
  assert.equal(kindOf('gone'), 'dom node');
});
