import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import type { ClassOrigin } from '../../src/analysis/class-origins.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { heapOf, scriptPicture, type DrawnHeap } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';

/** Script 7 is the program's, script 3 Node's own; both are known by a function in them. */
function programOf(picture: string): DrawnHeap {
  return heapOf(`
    root -shortcut-> global
    ${scriptPicture(7, '/srv/app/src/app.js')}
    ${scriptPicture(3, 'node:events')}
    ${picture}
  `);
}

function originIn(heap: DrawnHeap, label: string): ClassOrigin {
  const { classes, classOf } = heap.analysis.classification;
  return classes[classOf[heap.node(label)]].origin;
}

test('a class is of whoever wrote the script in which its constructor stands', () => {
  const heap = programOf(`
    global -property:a-> Session, EventEmitter, Evaluated
    Session: object Session at=7:3:0
    EventEmitter: object EventEmitter at=3:4:0
    Evaluated: object Evaluated at=99:0:0
  `);
  assert.equal(originIn(heap, 'Session'), 'program');
  assert.equal(originIn(heap, 'EventEmitter'), 'platform');
  assert.equal(originIn(heap, 'Evaluated'), 'program');
});

test("a library's class is its own, whatever JavaScript calls by the same name", () => {
  const heap = programOf(`
    global -property:a-> own, ofLibrary, proxy, iterator
    own: object Promise
    ofLibrary: object Promise at=7:9:0
    proxy: object Proxy at=7:10:0
    iterator: object Iterator at=7:11:0
  `);
  assert.equal(originIn(heap, 'own'), 'builtin');
  assert.equal(originIn(heap, 'ofLibrary'), 'program');
  assert.equal(originIn(heap, 'proxy'), 'program');
  assert.equal(originIn(heap, 'iterator'), 'program');
});

test('a class made in C++ has a template; its prototype does not tell, the next object does', () => {
  const heap = programOf(`
    global -property:a-> prototype, socket
    prototype: object TCP
    prototype -property:constructor-> TCP
    TCP: closure TCP
    TCP -internal:shared-> info
    info: code TCP
    info -internal:function_data-> template
    template: hidden "system / FunctionTemplateInfo"
    socket: object TCP
    socket -internal:map-> later
    later: hidden "system / Map"
    later -internal:back_pointer-> first
    first: hidden "system / Map"
    first -internal:constructor-> TCP
  `);
  assert.equal(originIn(heap, 'socket'), 'platform');
  assert.equal(originIn(heap, 'prototype'), 'platform');
});

test('a suspended function has the place of its function, and is JavaScript own', () => {
  const heap = programOf(`
    global -property:a-> waiting
    waiting: object Generator at=7:20:4
    waiting -internal:parameters_and_registers-> registers
    registers: array ""
  `);
  assert.equal(originIn(heap, 'waiting'), 'builtin');
});

test('what has no constructor of its own is told by its kind', () => {
  const shaped = Array.from(
    { length: 5 },
    (_, index) => `
      global -property:shaped${index}-> shaped${index}
      shaped${index}: object Object
      shaped${index} -property:token-> token
      shaped${index} -property:user-> token`,
  ).join('\n');
  const heap = programOf(`
    global -property:a-> plain, list, text, sum, number, symbol, pattern, code, store, scope, memory, element
    token: string token
    plain: object Object
    list: object Array
    text: string text
    sum: "concatenated string" sum
    number: number "heap number"
    symbol: symbol tag
    pattern: regexp "a+"
    code: code "(code)"
    store: array ""
    scope: object "system / Context"
    memory: native "system / JSArrayBufferData"
    element: native "<div>"
    ${shaped}
  `);
  const expected: Record<string, ClassOrigin> = {
    load7: 'function',
    plain: 'builtin',
    shaped0: 'shape',
    list: 'builtin',
    text: 'string',
    sum: 'string',
    number: 'value',
    symbol: 'value',
    pattern: 'builtin',
    code: 'engine',
    store: 'engine',
    scope: 'engine',
    memory: 'engine',
    element: 'native',
    root: 'engine',
  };
  for (const [label, origin] of Object.entries(expected)) assert.equal(originIn(heap, label), origin, label);
});

test('without places in the file, the constructor tells its script, and failing that its name', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:a-> session, map, unknown
    session: object Session
    session -internal:map-> shape
    shape: hidden "system / Map"
    shape -internal:constructor-> Session
    Session: closure Session
    Session -internal:shared-> info
    info: code Session
    info -internal:script-> script
    script: code "/srv/app/src/app.js"
    map: object Map
    unknown: object Visitor
  `);
  assert.equal(originIn(heap, 'session'), 'program');
  assert.equal(originIn(heap, 'map'), 'builtin');
  assert.equal(originIn(heap, 'unknown'), 'program');
});

const fixtures = ['node18', 'node20', 'node22', 'node24', 'node26', 'node26-internals', 'bun'];

for (const name of fixtures) {
  test(`classes of ${name} are told apart by who made them`, async () => {
    const file = repositoryPath(`fixtures/snapshots/${name}/1.heapsnapshot.gz`);
    const { classes, classOf } = new Analysis(await readSnapshot(file)).classification;
    const used = new Set(Array.from(classOf as unknown as Uint32Array));
    const namesOf = (origin: ClassOrigin): Set<string> =>
      new Set(
        classes.flatMap((of, index) => (used.has(index) && of.origin === origin ? [of.className] : [])),
      );
    for (const own of ['Session', 'Numbered', 'Subscriber']) assert.ok(namesOf('program').has(own), own);
    for (const builtin of ['Object', 'Array', 'Map', 'Set', 'Promise', 'RegExp'])
      assert.ok(namesOf('builtin').has(builtin), builtin);
    assert.ok(namesOf('string').has('(string)'));
    if (name === 'bun') return;
    for (const platform of ['EventEmitter', 'process', 'Timeout', 'MessagePort'])
      assert.ok(namesOf('platform').has(platform), platform);
    assert.ok(![...namesOf('program')].some((of) => /^(?:Map|Promise|Buffer|Socket)$/.test(of)));
  });
}
