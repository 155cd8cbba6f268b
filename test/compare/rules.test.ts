import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassKind } from '../../src/analysis/class-kinds.ts';
import { findRule, type RuleFacts } from '../../src/compare/rules.ts';
import type { PathStep } from '../../src/paths/retaining-path.ts';

type Held = Partial<PathStep> & Pick<PathStep, 'form' | 'kind'>;

/** The kind of leak of objects held so; the steps lead from a holder to one of them. */
function kindOf(
  holderKind: ClassKind,
  held: readonly Held[],
  facts: Partial<RuleFacts> = {},
): string | undefined {
  const classKind = held.at(-1)?.kind ?? holderKind;
  return findRule({
    form: 'objects',
    className: 'Entry',
    kind: 'object',
    classKind,
    holderKind,
    holderHold: undefined,
    held: held as readonly PathStep[],
    ...facts,
  })?.id;
}

test('views that gather may be small parts; a buffer that grows in place is none of a larger one', () => {
  const view: Held = { form: 'element', kind: 'view' };
  assert.equal(kindOf('array', [view]), 'parent-buffers');
  const memory: Held = { form: 'property', kind: 'array buffer' };
  assert.equal(kindOf('map', [{ ...view, form: 'map entry' }, memory]), 'parent-buffers');
  // No view, no part.
  assert.equal(kindOf('array', [{ ...memory, form: 'element' }]), 'unbounded-collection');
  const slot: Held = { form: 'property', kind: 'view' };
  assert.equal(kindOf('plain object', [slot], { form: 'in place' }), undefined);
  assert.equal(kindOf('view', [], { form: 'in place' }), undefined);
});

test('a collection takes in more than is taken out where it is what gathers or grows, not where it is near', () => {
  const entry: Held = { form: 'property', kind: 'instance' };
  for (const kind of ['map', 'set', 'array'] as const) {
    assert.equal(kindOf(kind, [entry]), 'unbounded-collection');
    assert.equal(kindOf(kind, [], { form: 'in place' }), 'unbounded-collection');
  }
  assert.equal(kindOf('instance', [entry]), undefined);
  assert.equal(kindOf('plain object', [entry]), undefined);
  assert.equal(kindOf('plain object', [{ ...entry, isEntry: true }]), 'unbounded-collection');
  // A text in a list that is appended to: the list stays as it is.
  assert.equal(kindOf('array', [{ form: 'element', kind: 'string' }], { form: 'in place' }), undefined);
  const list: Held = { form: 'property', kind: 'array' };
  assert.equal(kindOf('instance', [list, { ...entry, form: 'element' }]), 'unbounded-collection');
  assert.equal(kindOf('instance', [list], { form: 'in place' }), 'unbounded-collection');
});

test('what carries the store of a request leaks as such, unless it is a timer that is never cleared', () => {
  const store: Held = { form: 'property', kind: 'instance', edgeName: '<symbol kResourceStore>' };
  assert.equal(kindOf('array', [{ form: 'element', kind: 'promise' }, store]), 'async-local-storage');
  assert.equal(kindOf('timer list', [{ form: 'timer', kind: 'instance' }, store]), 'timers');
});

test('what nothing but a handle of Node’s holds was never closed, whatever listens to it', () => {
  const path: Held[] = [
    { form: 'root', kind: 'root', name: 'Node / TCPSocketWrap' },
    { form: 'engine root', kind: 'instance', name: 'TCP' },
    { form: 'listener', kind: 'function', name: 'onData' },
  ];
  assert.equal(kindOf('root', path), 'open-handles');
  assert.equal(kindOf('instance', path.slice(1)), 'listeners');
  const handles: Held = { form: 'engine root', kind: 'root', name: '(Global handles)' };
  const socket: Held = { form: 'property', kind: 'instance', edgeName: '<symbol owner_symbol>' };
  assert.equal(kindOf('root', [handles, path[1], socket, path[2]]), 'open-handles');
  assert.equal(kindOf('root', [handles, ...path.slice(1)]), 'listeners', 'an addon may have it');
  const detached = [{ ...path[0], name: 'Detached Node / Http2Session' }, ...path.slice(1, 2)];
  assert.equal(kindOf('root', detached), 'open-handles');
});

test('symbols of the registry of Symbol.for() are a kind of their own, others under roots of V8 are none', () => {
  const made: Held = { form: 'engine root', kind: 'value', detail: 'public_symbol_table' };
  assert.equal(kindOf('root', [made]), 'symbol-registry');
  assert.equal(kindOf('root', [{ ...made, detail: 'api_symbol_table' }]), undefined);
});
