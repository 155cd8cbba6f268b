import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameHolder } from '../../src/paths/named-holder.ts';
import { findRetainingPath } from '../../src/paths/retaining-path.ts';
import { heapOf, scriptPicture } from '../support/draw-heap.ts';

/** "edge className" of the object labelled `holder`, in a program where `MemoryStore` is a class in script 7. */
function nameIn(picture: string, onward?: string): string {
  const heap = heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    ${picture}
  `);
  const path = findRetainingPath(heap.analysis, heap.node('holder'));
  const met = new Set(path.map(({ nodeId }) => nodeId));
  const after =
    onward === undefined
      ? []
      : findRetainingPath(heap.analysis, heap.node(onward)).filter(({ nodeId }) => !met.has(nodeId));
  const { edge, className } = nameHolder(path, after);
  return `${edge} ${className}`;
}

const closure = `
  global -property:add-> add
  add: closure add at=7:40:2
  add -internal:context-> scope
  scope: object "system / Context"
`;

test('an index is told from the variable on', () => {
  assert.equal(
    nameIn(`${closure}
      scope -context:sessions-> list
      list: object Array
      list -element:0-> holder
      holder: object Array`),
    'variable sessions › [0] Array',
  );
});

test('a variable is enough', () => {
  assert.equal(
    nameIn(`${closure}
      scope -context:profiles-> holder
      holder: object Map`),
    'variable profiles Map',
  );
});

test('a property is told with the class that has it, and how that is held if it is by a name', () => {
  const store = `
    store: object MemoryStore at=7:3:0
    store -property:sessions-> holder
    holder: object Object`;
  assert.equal(
    nameIn(`
      global -property:app-> app
      app: object Object
      app -property:store-> store
      ${store}`),
    '.store MemoryStore › .sessions Object',
  );
  assert.equal(
    nameIn(`
      global -property:stores-> stores
      stores: object Array
      stores -element:3-> store
      ${store}`),
    'MemoryStore › .sessions Object',
  );
});

test('a class of another program called as one of JavaScript has a place, JavaScript own has none', () => {
  const queue = (at: string): string => `${closure}
    scope -context:queue-> queue
    queue: object Array
    queue -element:0-> promise
    promise: object Promise ${at}
    promise -property:_handlers-> holder
    holder: object Array`;
  assert.equal(nameIn(queue('at=9:1:1')), 'Promise › ._handlers Array');
  assert.equal(nameIn(queue('')), 'variable queue › [0] › ._handlers Array');
});

test('an entry of a Map and a property under a symbol are told with the map and the class', () => {
  assert.equal(
    nameIn(`${closure}
      scope -context:byUser-> map
      map: object Map
      map -internal:table-> table
      table: array "" size=152
      table -internal:5-> key
      key: string "user 7"
      table -internal:6-> holder
      holder: object Array`),
    'variable byUser › entry "user 7" Array',
  );
  assert.equal(
    nameIn(`${closure}
      scope -context:registry-> registry
      registry: object Registry at=7:1:1
      registry -property:"<symbol cache>"-> holder
      holder: object Map`),
    'variable registry Registry › [symbol cache] Map',
  );
});

test('a scope is told by the variable by which the path goes on', () => {
  assert.equal(
    nameIn(
      `
      global -property:add-> add
      add: closure add at=7:40:2
      add -internal:context-> holder
      holder: object "system / Context"
      holder -context:other-> other
      holder -context:log-> log
      log: object Array
      log -element:0-> item`,
      'item',
    ),
    'variable log Array',
  );
});

test('a table of V8 is told by whose it is', () => {
  assert.equal(
    nameIn(`${closure}
      scope -context:seen-> seen
      seen: object Set
      seen -internal:table-> holder
      holder: array ""`),
    'variable seen Set',
  );
});

test('a static property is told with its class, a function without a name by its place', () => {
  assert.equal(
    nameIn(`
      global -property:models-> models
      models: object Object
      models -property:Widget-> Widget
      Widget: closure Widget at=7:2:0
      Widget -property:byName-> holder
      holder: object Map`),
    'Widget() › .byName Map',
  );
  assert.equal(
    nameIn(`
      global -property:handlers-> handlers
      handlers: object Array
      handlers -element:0-> handler
      handler: closure "" at=7:2:0
      handler -property:cache-> holder
      holder: object Map`),
    'function (script 7:3) › .cache Map',
  );
});

test('a module is told by its file, a global by the global object', () => {
  assert.equal(
    nameIn(`
      global -property:cache-> cache
      cache: object Object
      cache -property:"/srv/app/src/store.js"-> module
      module: object Module at=3:1:1
      module -property:exports-> exports
      exports: object Object
      exports -property:byName-> holder
      holder: object Map`),
    'module src/store.js › .exports › .byName Map',
  );
  assert.equal(
    nameIn(`
      global -property:sessions-> holder
      holder: object Array`),
    'global › .sessions Array',
  );
});

test("so is what a package's class has for itself", () => {
  assert.equal(
    nameIn(`${closure}
      ${scriptPicture(9, '/app/node_modules/memo/index.js')}
      scope -context:price-> memo
      memo: object Memo at=9:2:2
      memo -property:cache-> cache
      cache: object Cache at=9:3:3
      cache -property:data-> holder
      holder: object Object`),
    'variable price Memo › .cache Cache › .data Object',
  );
});

test("a variable of Node's own is said to be Node's, but for what Node keeps there for programs", () => {
  const ofNode = (variable: string, className: string): string => `
    ${scriptPicture(9, 'node:internal/abort_controller')}
    global -property:add-> add
    add: closure add at=9:40:2
    add -internal:context-> scope
    scope: object "system / Context"
    scope -context:${variable}-> kept
    kept: object ${className}
    kept -property:list-> holder
    holder: object Array`;
  assert.equal(nameIn(ofNode('signals', 'Pool')), "Node's variable signals › .list Array");
  assert.equal(nameIn(ofNode('_process', 'process')), 'variable _process › .list Array');
});

test("lists of timers are told as Node's timers, wherever it keeps them; one of them by its time", () => {
  const picture = `${closure}
    ${scriptPicture(9, 'node:internal/timers')}
    scope -context:timerListMap-> lists
    lists: object Object
    lists -element:500-> list
    lists -element:700-> other
    list: object TimersList at=9:1:1
    other: object TimersList at=9:1:1
    list -property:_idleNext-> timer
    timer: object Timeout at=9:2:2`;
  const named = (label: string): string => picture.replaceAll(new RegExp(`\\b${label}\\b`, 'g'), 'holder');
  assert.equal(nameIn(named('lists'), 'other'), "Node's timers Object");
  assert.equal(nameIn(named('list'), 'timer'), 'timers of 500 ms TimersList');
});

test("what Symbol.for() made is in its registry, and not under V8's roots at large", () => {
  const picture = `
    gc -element:1-> holder
    holder: synthetic "(Strong roots)"
    holder -internal:public_symbol_table-> table
    table: array "" size=400
    table -internal:7-> made
    made: symbol symbol
    holder -internal:api_symbol_table-> others
    others: array "" size=400
    others -internal:7-> other
    other: symbol symbol`;
  assert.equal(nameIn(picture, 'made'), 'registry of Symbol.for() (Strong roots)');
  assert.equal(nameIn(picture, 'other'), ' (Strong roots)');
});

test('what a class of Node has for itself is told from the program on, where that is near', () => {
  const controller = `${closure}
    ${scriptPicture(9, 'node:internal/abort_controller')}
    controller: object AbortController at=9:2:2
    controller -property:#signal-> signal
    signal: object EventTarget at=9:3:3
    signal -property:listeners-> holder
    holder: object Map`;
  assert.equal(
    nameIn(`${controller}
      scope -context:stop-> controller`),
    'variable stop AbortController › .#signal EventTarget › .listeners Map',
  );
  assert.equal(
    nameIn(`${controller}
      global -property:stop-> controller`),
    '.#signal EventTarget › .listeners Map',
  );
});

test('listeners are told with their emitter', () => {
  assert.equal(
    nameIn(`${closure}
      scope -context:bus-> bus
      bus: object EventEmitter at=2:1:1
      bus -property:_events-> events
      events: object Object
      events -property:change-> holder
      holder: object Array`),
    "variable bus EventEmitter › listener of 'change' Array",
  );
});

test('a long way is cut in the middle, and its place is that of the function or class', () => {
  const heap = heapOf(`
    root -shortcut-> global
    ${closure}
    scope -context:tree-> a
    a: object Object
    b: object Object
    c: object Object
    d: object Object
    e: object Object
    f: object Object
    a -property:b-> b
    b -property:c-> c
    c -property:d-> d
    d -property:e-> e
    e -property:f-> f
    f -property:g-> holder
  `);
  const path = findRetainingPath(heap.analysis, heap.node('holder'));
  const { edge, location, steps } = nameHolder(path);
  assert.ok(edge.startsWith('variable tree › '), edge);
  assert.ok(edge.split(' › ').length <= 5, edge);
  assert.ok(edge.endsWith('.g'), edge);
  assert.deepEqual(location, { scriptId: 7, line: 40, column: 2 });
  assert.equal(steps[0].label, 'variable tree');
  assert.equal(nameHolder([]).edge, '');
});

test('a variable that a module exports is told by the name that it is exported by', () => {
  const exporting = (key: string, cell = 'system / Cell'): string =>
    nameIn(`${closure}
      scope -internal:extension-> module
      module: hidden "system / SourceTextModule"
      module -hidden:0-> exports
      exports: array ""
      exports -internal:3-> text
      text: string other
      exports -internal:15-> key
      key: ${key}
      exports -internal:16-> cell
      module -hidden:5-> cells
      cells: array ""
      cells -internal:3-> cell
      cell: hidden "${cell}"
      cell -internal:value-> holder
      holder: object Map`);
  assert.equal(exporting('string sessions'), 'variable sessions Map');
  assert.equal(exporting('string default'), 'variable default Map');
  assert.match(exporting('symbol sessions'), /scope Map$/, 'no name');
  assert.match(exporting('string sessions', 'system / FeedbackCell'), /scope Map$/, 'no variable');
});

test('a function that waits is told by its name, wherever it is kept', () => {
  const waiting = `
    state: object Generator
    state -internal:function-> collect
    collect: closure collect at=7:40:2
    state -internal:parameters_and_registers-> registers
    registers: array ""
    registers -internal:3-> list
    list: object Array
    list -element:0-> holder
    holder: object Array`;
  const ofPromise = `
    global -property:next-> next
    next: object Promise
    next -property:waiting-> state`;
  const ofVariable = `${closure}
    scope -context:feed-> state`;
  for (const held of [ofPromise, ofVariable]) {
    assert.equal(nameIn(held + waiting), 'collect() › local variable › [0] Array');
  }
  const itself = waiting.replaceAll('holder', 'entry').replaceAll('state', 'holder');
  assert.equal(nameIn(ofPromise.replace('state', 'holder') + itself), 'collect() Generator');
});

test('a Proxy stands for its target', () => {
  const proxied = (held: string): string =>
    nameIn(`${closure}
      ${held}
      proxy: hidden "system / JSProxy"
      proxy -hidden:1-> state
      state: object Object
      state -property:todos-> holder
      holder: object Array`);
  assert.equal(proxied('scope -context:store-> proxy'), 'variable store › .todos Array');
  assert.equal(
    proxied(`scope -context:app-> app
      app: object App at=7:3:0
      app -property:state-> proxy`),
    'variable app App › .state › .todos Array',
  );
});
