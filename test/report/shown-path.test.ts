import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeId } from '../../src/heap/index-spaces.ts';
import { pathText } from '../../src/report/suspect-text.ts';
import type { PathStep } from '../../src/paths/retaining-path.ts';
import { repositoryPath } from '../support/fixtures.ts';

/** A step as the label and the name it is told by; a function or an object of a class that stands somewhere. */
function step(label: string, name: string, url?: string): PathStep {
  const isFunction = name.startsWith('function');
  const object = { kind: isFunction ? ('function' as const) : ('object' as const), name };
  return {
    nodeId: 1 as NodeId,
    className: name,
    kind: isFunction ? 'function' : 'instance',
    edgeType: 'property',
    edgeName: label,
    form: 'property',
    object,
    holder: object,
    name,
    label,
    text: name,
    ...(url !== undefined && { location: { scriptId: 1, line: 1, column: 1, url } }),
  };
}

const runner = repositoryPath('dist/scenario/runner.cjs');
const own = [step('variable all', 'Array'), step('[5320]', 'Session', 'file:///app/leak.mjs')];
const run = step('variable found', 'function run (leak.mjs:3)', 'file:///app/leak.mjs');

test("a scenario's path begins behind what ran it, at a function by its name, at a value by its variable", () => {
  const rounds = step('variable rounds', 'Rounds', repositoryPath('dist/scenario/rounds.cjs'));
  const ours = [rounds, step('["#work"]', 'function (runner.cjs:48)', runner)];
  assert.equal(
    pathText([step('', 'process'), ...ours, run, ...own]),
    '… › function run (leak.mjs:3) › variable all Array › [5320] Session',
  );
  assert.equal(
    pathText([...ours, step('variable context', 'Object'), step('.list', 'Array'), own[1]]),
    '… › variable context Object › .list Array › [5320] Session',
  );
  assert.equal(pathText([...ours.slice(1), ...own]), '… › variable all Array › [5320] Session');
});

test("Node's loader and test runner are left out; the rest of Node is not", () => {
  const loader = step('variable $Module', 'function Module', 'node:internal/modules/cjs/loader');
  const loaded = step('["/app/a.cjs"]', 'Module', 'node:internal/modules/cjs/loader');
  const exports = step('.exports', '{run}');
  assert.equal(
    pathText([loader, step('._cache', 'Object'), loaded, exports, ...own]),
    '… › .exports {run} › variable all Array › [5320] Session',
  );
  const tests = step('[0]', 'Test', 'node:internal/test_runner/test');
  assert.equal(
    pathText([tests, step('.fn', 'function (t.mjs:5)', 'file:///app/t.mjs'), ...own]),
    '… › function (t.mjs:5) › variable all Array › [5320] Session',
  );
  const timer = step('timer', 'Timeout', 'node:internal/timers');
  assert.equal(pathText([timer, ...own]), 'timer Timeout › variable all Array › [5320] Session');
});

test('what is held, and by what, is shown whatever it is; so are eight steps at most', () => {
  const loaded = step('["/app/a.cjs"]', 'Module', 'node:internal/modules/cjs/loader');
  assert.equal(
    pathText([step('', 'root'), step('._cache', 'Object'), loaded]),
    '… › ._cache Object › ["/app/a.cjs"] Module',
  );
  assert.equal(pathText([loaded]), '["/app/a.cjs"] Module');
  assert.equal(pathText([]), '');
  const long = Array.from({ length: 12 }, (_, index) => step(`[${index}]`, 'Link'));
  assert.equal(pathText(long).split(' › ').length, 9);
  assert.equal(pathText(long.slice(4)).split(' › ').length, 8);
});

test("another program's file that is called as one of ours is its own", () => {
  const theirs = step('.rounds', 'Rounds', 'file:///app/dist/scenario/rounds.cjs');
  assert.equal(pathText([theirs, ...own]), '.rounds Rounds › variable all Array › [5320] Session');
});
