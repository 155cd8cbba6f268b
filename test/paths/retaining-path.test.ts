import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { findObjectRetainers } from '../../src/paths/object-retainers.ts';
import { buildRetainers, sourceOfEdge } from '../../src/analysis/retainers.ts';
import { findRetainingPath } from '../../src/paths/retaining-path.ts';
import { formatLocation } from '../../src/analysis/scripts.ts';
import { noEdge } from '../../src/analysis/shortest-paths.ts';
import { hasBit } from '../../src/heap/bit-set.ts';
import { next, type EdgeOrdinal, type NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { heapOf, scriptPicture, parseDrawing, snapshotOf, type DrawnHeap } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';

/** A heap as Node writes it: the program's global object, V8's roots beside it. */
function programOf(picture: string): DrawnHeap {
  return heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    ${picture}
  `);
}

function textsTo(heap: DrawnHeap, label: string): string[] {
  return findRetainingPath(heap.analysis, heap.node(label)).map(({ text }) => text);
}

function labelsTo(heap: DrawnHeap, label: string): string[] {
  return findRetainingPath(heap.analysis, heap.node(label)).map(
    ({ label: text, name }) => `${text}: ${name}`,
  );
}

test('the shortest way is told, property by property', () => {
  const heap = programOf(`
    global -property:app-> App
    App -property:long-> Detour
    Detour -property:way-> Store
    App -property:store-> Store
    Store -property:"a key"-> Entry
    Entry -property:"<symbol kState>"-> State
  `);
  assert.deepEqual(textsTo(heap, 'State'), [
    'root',
    'property .app of global',
    'property .store of App',
    'property ["a key"] of Store',
    'property [symbol kState] of Entry',
  ]);
});

test('a weak reference is no way, and what only weak references reach has no path', () => {
  const heap = programOf(`
    global -weak:cache-> Value
    global -property:a-> A
    A -property:b-> B
    B -property:value-> Value
    A -weak:1-> Ghost
  `);
  assert.deepEqual(labelsTo(heap, 'Value').slice(1), ['.a: A', '.b: B', '.value: Value']);
  assert.deepEqual(findRetainingPath(heap.analysis, heap.node('Ghost')), []);
});

test('a longer way from the program goes before a shorter one from the engine', () => {
  const heap = programOf(`
    gc -element:1-> handles
    handles: synthetic "(Global handles)"
    handles -element:1-> Socket
    global -property:a-> A
    A -property:b-> B
    B -property:socket-> Socket
    handles -element:2-> Wrap
  `);
  assert.deepEqual(labelsTo(heap, 'Socket').slice(1), ['.a: A', '.b: B', '.socket: Socket']);
  assert.deepEqual(labelsTo(heap, 'Wrap'), [': (GC roots)', ': (Global handles)', ': Wrap']);
});

test('a longer way through properties goes before one through code, a hidden class or a prototype', () => {
  const heap = programOf(`
    global -property:run-> run
    run: closure run
    run -internal:code-> machine
    machine: code "(code)"
    machine -internal:1-> Value
    global -property:a-> A
    A -property:b-> B
    B -property:value-> Value
    A -property:__proto__-> Base
    B -property:Class-> Class
    Class: closure Class
    Class -property:prototype-> Base
    machine -internal:2-> Constant
  `);
  assert.deepEqual(labelsTo(heap, 'Value').slice(1), ['.a: A', '.b: B', '.value: Value']);
  assert.equal(textsTo(heap, 'Base').at(-1), 'property .prototype of function Class');
  assert.equal(textsTo(heap, 'Constant').at(-1), 'code of function run');
});

test('a value of a WeakMap hangs from its key, and the WeakMap is told by what leads to it', () => {
  const pair = '2 / part of key (Key @7) -> value (Secret @9) pair in WeakMap (table @13)';
  const textWith = (toWeakMap: string): string | undefined =>
    textsTo(
      programOf(`
        global -property:key-> Key
        Key: id=7
        Secret: id=9
        global -property:list-> list
        list: object Array
        ${toWeakMap}
        weak: object WeakMap id=11
        weak -internal:table-> table
        table: array "" id=13
        table -weak:0-> Key
        table -internal:"${pair}"-> Secret
        Key -internal:"${pair}"-> Secret
      `),
      'Secret',
    ).at(-1);
  assert.equal(textWith('global -property:secrets-> weak'), 'value of Key in WeakMap secrets');
  assert.equal(textWith('list -element:0-> weak'), 'value of Key in a WeakMap');
});

test('entries of Maps and members of Sets are told without the table, keys by their text', () => {
  // Two buckets: 3 counts, 2 buckets, 4 entries of 3 slots (a Map) or 2 (a Set), 8 bytes each, and a header of 16.
  const heap = programOf(`
    global -property:map-> map
    map: object Map
    map -internal:table-> mapTable
    mapTable: array "" size=152
    mapTable -internal:5-> text
    text: string "user 7"
    mapTable -internal:6-> Value
    mapTable -internal:8-> Key
    global -property:set-> set
    set: object Set
    set -internal:table-> setTable
    setTable: array "" size=120
    setTable -internal:7-> Member
  `);
  assert.equal(textsTo(heap, 'Value').at(-1), 'entry "user 7" of Map');
  assert.equal(textsTo(heap, 'Key').at(-1), 'key of Map');
  assert.equal(textsTo(heap, 'Member').at(-1), 'member of Set');
});

test('a variable is told by its function, with the file and the line', () => {
  const heap = programOf(`
    global -property:handler-> handler
    handler: closure handler at=7:40:2
    handler -internal:shared-> info
    info: code handler
    info -internal:script_or_debug_info-> script
    script: code "file:///srv/app/src/app.js"
    handler -internal:context-> context
    context: object "system / Context"
    context -internal:previous-> outer
    outer: object "system / Context"
    outer -context:cache-> Cache
    Cache: object Cache at=7:3:0
  `);
  const path = findRetainingPath(heap.analysis, heap.node('Cache'));
  assert.equal(path.at(-2)?.name, 'function handler (app/src/app.js:41)');
  const cache = path.at(-1);
  assert.equal(cache?.text, 'variable cache captured by handler (app/src/app.js:41)');
  assert.deepEqual(cache?.location, { scriptId: 7, line: 3, column: 0, url: 'file:///srv/app/src/app.js' });
  assert.deepEqual([cache?.edgeType, cache?.edgeName], ['context', 'cache']);
});

test('a function without a name is told by its place', () => {
  const heap = programOf(`
    global -property:f-> f
    f: closure "" at=7:0:0
    f -internal:context-> context
    context: object "system / Context"
    context -context:this-> Owner
  `);
  assert.equal(textsTo(heap, 'Owner').at(-1), 'variable this captured by a function (script 7:1)');
});

test('listeners, timers, promises, bound functions and suspended functions are told as such', () => {
  const heap = programOf(`
    global -property:emitter-> emitter
    emitter: object EventEmitter
    emitter -property:_events-> events
    events: object Object
    events -property:change-> one
    one: closure one
    events -property:end-> many
    many: object Array
    many -element:1-> two
    two: closure two
    global -property:lists-> lists
    lists: object Object
    lists -element:60000-> list
    list: object TimersList
    list -property:_idleNext-> timer
    timer: object Timeout
    global -property:promise-> promise
    promise: object Promise
    promise -internal:reactions_or_result-> reaction
    reaction: hidden "system / PromiseReaction"
    reaction -hidden:1-> then
    then: closure then
    global -property:bound-> bound
    bound: closure "bound f"
    bound -internal:bound_this-> Self
    bound -internal:bound_arguments-> list2
    list2: array "(bound arguments)"
    list2 -internal:0-> Argument
    global -property:waiting-> waiting
    waiting: object Generator
    waiting -internal:function-> waitFor
    waitFor: closure waitFor
    waiting -internal:parameters_and_registers-> registers
    registers: array ""
    registers -internal:3-> Local
  `);
  const last = (label: string): string | undefined => textsTo(heap, label).at(-1);
  assert.equal(last('one'), "listener of 'change' on EventEmitter");
  assert.equal(last('two'), "listener of 'end' on EventEmitter");
  assert.equal(last('list'), 'timers of 60000 ms');
  assert.equal(last('timer'), 'timer');
  assert.equal(last('then'), 'waits for Promise');
  assert.equal(last('Self'), 'this bound to function bound f');
  assert.equal(last('Argument'), 'argument bound to function bound f');
  assert.equal(last('Local'), 'local variable of suspended function waitFor');
});

test("only of Node's EventTarget a listener is named by the key of a Map", () => {
  const heapWith = (property: string): DrawnHeap =>
    programOf(`
      global -property:bus-> bus
      bus: object Bus
      bus -property:"${property}"-> events
      events: object Map
      events -internal:table-> table
      table: array "" size=${16 + 8 * (3 + 2 + 12)}
      table -internal:5-> key
      table -internal:6-> one
      key: string "change"
      one: closure one
      bus -property:list-> holder
      holder: object Holder
      holder -property:_events-> list
      list: object Array
      list -internal:elements-> store
      store: array ""
      store -internal:0-> key
      store -internal:1-> Item
    `);
  const target = heapWith('<symbol kEvents>');
  assert.equal(textsTo(target, 'one').at(-1), "listener of 'change' on Bus");
  const ordinary = heapWith('_events');
  assert.deepEqual(textsTo(ordinary, 'one').slice(-2), ['property ._events of Bus', 'entry "change" of Map']);
  assert.equal(textsTo(ordinary, 'Item').at(-1), 'listener on Holder');
});

test("who subscribed to a channel of Node's is told with its name, and the channel by its entry", () => {
  const heap = programOf(`
    ${scriptPicture(9, 'node:diagnostics_channel')}
    global -property:app-> app
    app: closure app at=9:1:1
    app -internal:context-> context
    context: object "system / Context"
    context -context:channels-> channels
    channels: object WeakRefMap at=9:2:2
    channels -internal:table-> table
    table: array "" size=${16 + 8 * (3 + 2 + 12)}
    table -internal:5-> key
    key: string "orders"
    table -internal:6-> reference
    reference: object WeakReference at=9:3:3
    reference -property:#strong-> channel
    channel: object Channel at=9:4:4
    channel -property:name-> name
    name: "concatenated string" ""
    name -internal:first-> first
    first: string "tracing:"
    name -internal:second-> key
    channel -property:_subscribers-> list
    list: object Array
    list -element:1-> onOrder
    onOrder: closure onOrder
    global -property:bus-> bus
    bus: object Bus at=7:1:1
    bus -property:_subscribers-> own
    own: object Array
    own -element:0-> Member
  `);
  assert.deepEqual(textsTo(heap, 'onOrder').slice(-2), [
    'entry "orders" of WeakRefMap',
    "listener of 'tracing:orders' on Channel",
  ]);
  // Of a program's own class it may be anything.
  assert.deepEqual(textsTo(heap, 'Member').slice(-2), [
    'property ._subscribers of Bus',
    'element [0] of Array',
  ]);
});

test('a suspended function whose function leads back to it is told by its class', () => {
  const heap = programOf(`
    global -property:waiting-> waiting
    waiting: object Generator
    waiting -internal:function-> waiting
    waiting -internal:parameters_and_registers-> registers
    registers: array ""
  `);
  assert.deepEqual(labelsTo(heap, 'waiting').slice(1), ['.waiting: Generator']);
});

test('plumbing is a step where it is what was asked for', () => {
  const heap = programOf(`
    global -property:map-> map
    map: object Map
    map -internal:table-> table
    table: array ""
  `);
  assert.deepEqual(labelsTo(heap, 'table').slice(1), ['.map: Map', 'internal table: (array)']);
});

test('the links of a list are one step with their number', () => {
  const heap = programOf(`
    global -property:head-> a
    a -property:next-> b
    b -property:next-> c
    c -property:next-> d
    d -property:value-> Value
    a: object Listener
    b: object Listener
    c: object Listener
    d: object Listener
  `);
  assert.deepEqual(textsTo(heap, 'Value').slice(1), [
    'property .head of global',
    'Listener.next, 3 long',
    'property .value of Listener',
  ]);
});

test('a chain of 50,000 objects needs no recursion', () => {
  const links = 50_000;
  const drawing = parseDrawing('root -shortcut-> global');
  const nodes = [...drawing.nodes];
  for (let link = 0; link < links; link++) {
    const position = nodes.length;
    nodes[position - 1].edges.push({ kind: 'property', name: 'next', to: position });
    // Two classes by turns: no list.
    const name = link % 2 === 0 ? 'Even' : 'Odd';
    nodes.push({
      label: name,
      kind: 'object',
      name,
      id: 2 * position + 1,
      size: 10,
      detachedness: 0,
      edges: [],
    });
  }
  const analysis = new Analysis(snapshotOf({ nodes, root: drawing.root }));
  const last = (nodes.length - 1) as NodeOrdinal;
  assert.equal(findRetainingPath(analysis, last).length, links + 1);
  assert.equal(findObjectRetainers(analysis, last).length, 1);
});

test('all retainers are found past the plumbing, weak ones left out', () => {
  const heap = programOf(`
    global -property:a-> A
    A -property:value-> Value
    global -property:list-> list
    list: object Array
    list -element:4-> Value
    list -internal:elements-> store
    store: array "(object elements)"
    store -internal:4-> Value
    global -property:f-> f
    f: closure f
    f -internal:context-> context
    global -property:g-> g
    g: closure g
    g -internal:context-> context
    context: object "system / Context"
    context -context:value-> Value
    global -weak:1-> Value
  `);
  assert.deepEqual(
    findObjectRetainers(heap.analysis, heap.node('Value')).map(({ text }) => text),
    [
      'property .value of A',
      'element [4] of Array',
      'variable value captured by f',
      'variable value captured by g',
    ],
  );
});

test('places are told from the package, or by the last three parts of the path', () => {
  const at = (url: string | undefined): string =>
    formatLocation({ scriptId: 3, line: 9, column: 1, ...(url === undefined ? {} : { url }) });
  assert.equal(at('/srv/app/node_modules/a/node_modules/http2/lib/c.js'), 'http2/lib/c.js:10');
  assert.equal(at('file:///srv/app/src/deep/app.mjs'), 'src/deep/app.mjs:10');
  assert.equal(at('file:///srv/my%20app/src/100%25.mjs'), 'my app/src/100%.mjs:10');
  assert.equal(at('file:///srv/%zz/a.mjs'), 'file:///srv/%zz/a.mjs:10');
  assert.equal(at('C:\\work\\app\\src\\app.js'), 'app/src/app.js:10');
  assert.equal(at('node:internal/timers'), 'node:internal/timers:10');
  assert.equal(at(undefined), 'script 3:10');
});

const anyGraph = fc.integer({ min: 2, max: 30 }).chain((nodeCount) =>
  fc.array(
    fc.record({
      from: fc.nat(nodeCount - 1),
      to: fc.nat(nodeCount - 1),
      kind: fc.constantFrom('property', 'internal', 'weak', 'shortcut', 'element'),
    }),
    { maxLength: 80 },
  ),
);

function drawGraph(edges: readonly { from: number; to: number; kind: string }[]): Analysis {
  const lines = edges.map(({ from, to, kind }) => `${nodeLabel(from)} -${kind}:1-> ${nodeLabel(to)}`);
  return heapOf(['root -shortcut-> n1', ...lines].join('\n')).analysis;
}

const nodeLabel = (node: number): string => (node === 0 ? 'root' : `n${node}`);

test('retainers are the edges turned round', () => {
  fc.assert(
    fc.property(anyGraph, (edges) => {
      const { graph } = drawGraph(edges).snapshot;
      const { first, edges: edgesInto } = buildRetainers(graph);
      const seen: number[] = [];
      for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
        for (let slot = first[node]; slot < first[next(node)]; slot++) {
          assert.equal(graph.edgeTarget[edgesInto[slot] as EdgeOrdinal], node);
          seen.push(edgesInto[slot]);
        }
        for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
          assert.equal(sourceOfEdge(graph, edge), node);
        }
      }
      assert.deepEqual(
        seen.sort((a, b) => a - b),
        Array.from({ length: graph.edgeCount }, (_, edge) => edge),
      );
    }),
  );
});

test('every node that retaining edges reach from the root has a path of them, and no other has', () => {
  fc.assert(
    fc.property(anyGraph, (edges) => {
      const analysis = drawGraph(edges);
      assertPathsEndAtRoot(analysis);
    }),
  );
});

function assertPathsEndAtRoot(analysis: Analysis): void {
  const { graph } = analysis.snapshot;
  const { shortestPaths, retainingEdges } = analysis;
  const isReached = new Set<number>([graph.root]);
  for (const node of isReached) {
    const of = node as NodeOrdinal;
    for (let edge = graph.firstEdge[of]; edge < graph.firstEdge[next(of)]; edge++) {
      if (hasBit(retainingEdges, edge)) isReached.add(graph.edgeTarget[edge]);
    }
  }
  /** A node's steps from the root; each is counted once. */
  const lengths = new Map<number, number>([[graph.root, 0]]);
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    if (node === graph.root) continue;
    const chain: NodeOrdinal[] = [];
    let at = node;
    while (!lengths.has(at) && shortestPaths[at] !== noEdge) {
      assert.ok(hasBit(retainingEdges, shortestPaths[at]));
      assert.equal(graph.edgeTarget[shortestPaths[at]], at);
      chain.push(at);
      assert.ok(chain.length <= graph.nodeCount, 'a circle');
      at = sourceOfEdge(graph, shortestPaths[at]);
    }
    if (chain.length > 0) assert.ok(lengths.has(at), 'the path does not begin at the root');
    for (const [position, link] of chain.entries()) lengths.set(link, chain.length - position);
    if (lengths.has(node)) assert.ok(isReached.has(node));
    else if (isReached.has(node)) unreachedByPath.push(graph.nodeId[node]);
  }
}

/** Chrome DevTools' distances leave out the same edges of two of the engine's tables. */
const unreachedByPath: number[] = [];

const fixtures = [
  'node18',
  'node20',
  'node22',
  'node24',
  'node26',
  'node26-internals',
  'chrome',
  'deno',
  'bun',
];

for (const name of fixtures) {
  test(`in a snapshot of ${name} every path begins at the root, and every object can be told`, async () => {
    const file = repositoryPath(`fixtures/snapshots/${name}/1.heapsnapshot.gz`);
    const analysis = new Analysis(await readSnapshot(file));
    unreachedByPath.length = 0;
    assertPathsEndAtRoot(analysis);
    assert.ok(unreachedByPath.length < 20, `${unreachedByPath.length} nodes have no path`);
    const { graph } = analysis.snapshot;
    for (let node = 0; node < graph.nodeCount; node += 97) {
      for (const { text, className } of findRetainingPath(analysis, node as NodeOrdinal)) {
        assert.ok(text.length > 0 && !/\bundefined$/.test(text), `${text} (${className})`);
      }
    }
  });
}

for (const name of fixtures.filter((fixture) => fixture !== 'bun')) {
  test(`scripts of ${name} have their URL`, async () => {
    const file = repositoryPath(`fixtures/snapshots/${name}/1.heapsnapshot.gz`);
    const { scripts } = new Analysis(await readSnapshot(file));
    const urls = [...scripts.values()].map(({ url }) => url);
    assert.ok(
      urls.some((url) => /\/programs\/[\w-]+\.(?:cjs|html)$/.test(url)),
      urls.slice(0, 5).join(),
    );
    assert.ok(urls.every((url) => !url.startsWith('system /')));
  });
}
