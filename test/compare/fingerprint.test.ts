import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassKind } from '../../src/analysis/class-kinds.ts';
import { fingerprintOf, type FingerprintFacts } from '../../src/compare/fingerprint.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import type { NodeId } from '../../src/heap/index-spaces.ts';
import type { HoldForm } from '../../src/paths/holds.ts';
import type { PathStep } from '../../src/paths/retaining-path.ts';
import { repositoryPath } from '../support/fixtures.ts';

interface Drawn {
  readonly kind?: ClassKind;
  readonly className?: string;
  /** The script of its constructor, or of the function. */
  readonly url?: string;
  /** Of a function. */
  readonly own?: string;
  readonly isEntry?: true;
}

let lastId = 1;

/** A step of a path; what its holder is, the one before it tells. */
function step(
  form: HoldForm,
  detail: string | undefined,
  { kind = 'plain object', className = 'Object', url, own, isEntry }: Drawn = {},
): PathStep {
  const isFunction = kind === 'function';
  const object = {
    kind: isFunction ? ('function' as const) : ('object' as const),
    name: isFunction ? (own ?? '') : className,
  };
  return {
    nodeId: (lastId += 2) as NodeId,
    className,
    kind,
    edgeType: 'property',
    edgeName: detail ?? '',
    form,
    ...(detail !== undefined && { detail }),
    ...(url !== undefined && { location: { scriptId: lastId, line: lastId, column: 0, url } }),
    object,
    holder: object,
    name: className,
    label: '',
    text: '',
    ...(isEntry && { isEntry }),
  };
}

const root = step('root', undefined, { kind: 'instance', className: 'global' });
const app = '/srv/app/src/app.js';
const handler = (url = app): PathStep => step('property', 'exports', { kind: 'function', url });
const map: Drawn = { kind: 'map', className: 'Map' };
const list: Drawn = { kind: 'array', className: 'Array' };
const session: Drawn = { kind: 'instance', className: 'Session', url: app };
const store: Drawn = { kind: 'instance', className: 'Store', url: app };

/** @param pathLength steps to the holder; without it all but the last */
function print(
  path: readonly PathStep[],
  {
    className = path.at(-1)?.className ?? '',
    pathLength = path.length - 1,
    ...facts
  }: Partial<FingerprintFacts> & { pathLength?: number } = {},
): string {
  const holder = { className: 'Map', nodeId: 1 as NodeId, edge: '', edgeParts: [], pathLength };
  const { fingerprint, of } = fingerprintOf({
    className,
    path,
    holder,
    ...facts,
  });
  assert.match(fingerprint, /^[0-9a-f]{16}$/);
  return of;
}

test('the nearest name above the holder is where it begins, however that is reached', () => {
  const held = [step('variable', 'sessions', map), step('map entry', 'user 17', session)];
  const said = 'Session ‹ Map value ‹ variable sessions';
  assert.equal(print([root, step('property', 'process'), handler(), ...held]), said);
  assert.equal(print([step('engine root', '(Stack roots)'), handler(), ...held]), said);
  assert.equal(print([root, step('property', 'other', list), handler('/home/me/other.mjs'), ...held]), said);
});

test('a class of the program is a name, and so are a function, a module and the global object', () => {
  const held = [step('property', 'sessions', map), step('map entry', 'user 17', session)];
  assert.equal(
    print([root, step('element', '3', store), ...held]),
    'Session ‹ Map value ‹ property sessions of Store',
  );
  assert.equal(
    print([root, step('element', '3', { kind: 'function', own: 'serve', url: app }), ...held]),
    'Session ‹ Map value ‹ property sessions of serve()',
  );
  assert.equal(
    print([
      root,
      step('element', '3', { kind: 'module', className: 'Module', url: 'node:internal/modules/cjs/loader' }),
      ...held,
    ]),
    'Session ‹ Map value ‹ property sessions of a module',
  );
  assert.equal(print([root, ...held]), 'Session ‹ Map value ‹ property sessions of global');
});

test('where the program names nothing it begins at a root', () => {
  const gc = step('root', undefined, { kind: 'root', className: '' });
  assert.equal(
    print([gc, step('engine root', 'x', list), step('element', '5', session)]),
    'Session ‹ element ‹ root',
  );
  assert.equal(print([], { className: 'Session' }), 'Session');
});

test('positions, keys, numbers in names and lengths are left out', () => {
  const of = (...held: PathStep[]): string =>
    print([root, handler(), step('variable', 'cache'), ...held], { pathLength: 3 });
  assert.equal(of(step('element', '12', session)), of(step('element', '13', session)));
  assert.equal(of(step('property', 'user17', session)), 'Session ‹ property user# ‹ variable cache');
  for (const key of [
    '17',
    'a key',
    'GET /users',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'c0ffee00c0ffee00',
  ]) {
    assert.equal(of(step('property', key, session)), 'Session ‹ property […] ‹ variable cache', key);
  }
  assert.equal(
    of(step('property', 'anna', { ...session, isEntry: true })),
    'Session ‹ property […] ‹ variable cache',
  );
  assert.equal(
    of(step('property', '<symbol parts>', session)),
    'Session ‹ property [symbol parts] ‹ variable cache',
  );
  const link = (count?: number): PathStep => ({
    ...step('property', 'next', session),
    ...(count && { count }),
  });
  assert.equal(of(link(50)), of(link(2)));
  assert.equal(
    of(step('property', 'first', session), link(3), link()),
    of(step('property', 'first', session), link()),
  );
});

test('what holds is told: by a Map, a Set, a listener or a closure are four leaks', () => {
  const forms: readonly [HoldForm, string?][] = [
    ['map entry', 'k'],
    ['map key'],
    ['set member'],
    ['listener', 'change'],
    ['variable', 'this'],
    ['bound this'],
    ['reaction'],
  ];
  const said = forms.map(([form, detail]) =>
    print([root, handler(), step('variable', 'cache'), step(form, detail, session)], { pathLength: 3 }),
  );
  assert.equal(new Set(said).size, forms.length);
  assert.equal(said[3], 'Session ‹ listener of change ‹ variable cache');
});

test('how Node links its own objects is left out, and what a program gives them is told', () => {
  const signal: Drawn = { kind: 'instance', className: 'AbortSignal', url: 'node:internal/abort_controller' };
  const of = (property: string): string =>
    print(
      [
        root,
        handler(),
        step('variable', 'shutdown', signal),
        step('property', property, signal),
        step('listener', 'abort', session),
      ],
      { pathLength: 4 },
    );
  assert.equal(of('#signal'), 'Session ‹ listener of abort ‹ variable shutdown');
  assert.equal(of('<symbol signal>'), of('#signal'));
  assert.equal(of('owner'), 'Session ‹ listener of abort ‹ property owner ‹ variable shutdown');
});

test('a package is told by its name, in whatever folder and version', () => {
  const of = (url: string): string =>
    print([root, handler(url), step('variable', 'cache', map), step('map entry', 'k', session)]);
  const said = 'Session ‹ Map value ‹ variable cache ‹ @scope/store';
  assert.equal(of('/srv/node_modules/@scope/store/dist/index.js'), said);
  assert.equal(
    of('C:\\app\\node_modules\\.pnpm\\@scope+store@1.2.3\\node_modules\\@scope\\store\\lib\\a.cjs'),
    said,
  );
  assert.notEqual(of('/srv/node_modules/other/index.js'), said);
});

test('a timer is told by the function it calls', () => {
  const timer: Drawn = { kind: 'instance', className: 'Timeout', url: 'node:internal/timers' };
  const gc = step('root', undefined, { kind: 'root', className: '' });
  const path = [gc, step('timers', '50', list), step('timer', undefined, timer)];
  const calls = (name: string): string =>
    print(path, { callback: { kind: 'function', name, place: 'src/app.js:41' } });
  assert.equal(calls('poll'), 'Timeout ‹ calls poll() ‹ timer ‹ timers ‹ root');
  assert.notEqual(calls('poll'), calls('retry'));
  assert.equal(calls(''), 'Timeout ‹ timer ‹ timers ‹ root');
});

test('how many plain objects are alike, and whether a text was read, names no other leak', () => {
  const of = (leaf: Drawn): string =>
    print([root, handler(), step('variable', 'log'), step('property', 'last', leaf)]);
  assert.equal(of({ className: '{id, body}' }), of({ className: 'Object' }));
  const text = (className: string): string => of({ kind: 'string', className });
  assert.equal(text('(concatenated string)'), text('(string)'));
  assert.notEqual(text('(sliced string)'), text('(string)'));
});

test('of an object used as a dictionary keys, values and table are one leak', () => {
  const text: Drawn = { kind: 'string', className: '(string)' };
  const of = (owner: Drawn, ...more: PathStep[]): string => {
    const path = [root, handler(), step('variable', 'hits', owner), ...more];
    return print(path, { pathLength: 3 });
  };
  const key = step('property', '/articles/17', text);
  assert.equal(of({}, key), 'Object ‹ variable hits');
  assert.equal(of({}, step('code', 'map', { kind: 'code' }), step('internal', '17', text)), of({}));
  assert.equal(of({}, step('property', 'anna', { isEntry: true })), of({}));
  assert.equal(of(store, key), of(store));
  assert.equal(of({}, step('property', 'last', text)), '(string) ‹ property last ‹ variable hits');
});

test('of a Map with plain values keys and values are one leak, and of one with sessions the sessions', () => {
  const text: Drawn = { kind: 'string', className: '(string)' };
  const of = (entry: PathStep): string =>
    print([root, handler(), step('variable', 'seen', { kind: 'map', className: 'Map' }), entry], {
      pathLength: 3,
    });
  assert.equal(of(step('map key', undefined, text)), 'Map ‹ variable seen');
  assert.equal(of(step('map entry', 'anna', { className: '{at}' })), of(step('map key', undefined, text)));
  assert.equal(of(step('map entry', 'anna', session)), 'Session ‹ Map value ‹ variable seen');
});

test('of whatever names, a fingerprint is short and always the same', () => {
  const long = 'x'.repeat(1_000_000);
  const path = [
    root,
    handler(),
    step('variable', long),
    step('property', long, { ...session, className: long }),
  ];
  const said = print(path);
  assert.ok(said.length < 300);
  assert.equal(print(path), said);
});

test('the same program has the same suspects on Node 18 and 26', async () => {
  const prints: string[][] = [];
  for (const version of ['node18', 'node26']) {
    const files = ['0', '1'].map((name) =>
      repositoryPath(`fixtures/snapshots/${version}/${name}.heapsnapshot.gz`),
    );
    const { suspects } = await compareFiles(files, { jobs: 1 });
    prints.push(suspects.slice(0, 2).map(({ fingerprint, fingerprintOf: of }) => `${fingerprint} ${of}`));
  }
  assert.deepEqual(prints[0], [
    '3d6235299774b77f (string) ‹ element ‹ property entries of History',
    'c34a2f8b0e6c81bd Object ‹ element ‹ property long ‹ property classInstances of global',
  ]);
  assert.deepEqual(prints[1], prints[0]);
});
