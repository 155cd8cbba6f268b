import assert from 'node:assert/strict';
import { summarize, type Analysis } from '../../src/analysis/analysis.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { findBroken, namesWithoutPath } from '../../src/check/broken-rules.ts';
import { comparisonInput } from '../../src/check/check-input.ts';
import { judgeCheck } from '../../src/check/judge.ts';
import { readSettings, type CheckConfig } from '../../src/check/settings.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { checkOneProcess, takeObjectIds, type ObjectIds } from '../../src/compare/object-ids.ts';
import { listObjects } from '../../src/compare/object-list.ts';
import { matchPatterns } from '../../src/files/match-patterns.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { objectsOfClass } from '../../src/paths/class-objects.ts';
import { findClassRetainers } from '../../src/paths/class-retainers.ts';
import { findNewestPath } from '../../src/paths/newest-path.ts';
import { findRetainedObject } from '../../src/paths/retained-object.ts';
import { makeCheckReport } from '../../src/report/check-report.ts';
import { makeObjectsReport } from '../../src/report/objects-report.ts';
import { makeRetainersReport } from '../../src/report/retainers-report.ts';
import type { Drawing } from '../../test/support/draw-heap.ts';
import { reach, retainingEdges } from '../../test/support/naive-analysis.ts';
import { renderCheckSafely, renderSafely } from './render-safely.ts';

/** A heap that was read, and what the file says. */
interface Asked {
  readonly analysis: Analysis;
  readonly drawing: Drawing;
  /** The object to ask about. */
  readonly node: number;
}

/** Asks `retainers` for an object and its class, and `objects` for that class, and holds the answers against the model. */
export function judgeInspection({ analysis, drawing, node }: Asked, earlier: Analysis): void {
  const { classification, shallowSizes, snapshot } = analysis;
  const isSized = (ordinal: number): boolean => shallowSizes[ordinal as NodeOrdinal] > 0;
  const classNameOf = (ordinal: number): string =>
    classification.classes[classification.classOf[ordinal as NodeOrdinal]].className;
  const className = classNameOf(node);
  const edges = retainingEdges(drawing);
  const reached = reach([drawing.root], edges);
  const { info } = analysis;
  const asked = { snapshot: info, warnings: [], warningsParts: [] };

  const { id } = drawing.nodes[node];
  // Of several objects with one id the first is meant.
  const first = drawing.nodes.findIndex((each) => each.id === id);
  const ofObject = findRetainedObject(analysis, id, {});
  const holders = new Set(edges.filter(({ to }) => to === first).map(({ from }) => from));
  const hasWay = reached.has(first) && first !== drawing.root;
  const isTold = ofObject.path.length > 0;
  assert.ok(isTold === hasWay || (!isTold && !leadsOnWays(drawing)), 'a path');
  assert.equal(ofObject.retainers.length > 0, holders.size > 0, 'who holds it');
  if (ofObject.path.length > 0) assert.equal(ofObject.path.at(-1)?.nodeId, id, 'the path leads to it');
  renderSafely(makeRetainersReport({ ...asked, ofClass: null, ofObject }));

  const nodes = [...drawing.nodes.keys()].filter((each) => classNameOf(each) === className && isSized(each));
  if (nodes.length === 0) {
    assert.throws(() => objectsOfClass(analysis, className), isForUser, 'a class without objects');
    return;
  }
  const ofClass = findClassRetainers(analysis, className, () => true, {});
  assert.equal(ofClass.objectCount, nodes.length, 'objects of the class');
  const unreachedCount = nodes.filter((each) => !reached.has(each)).length;
  if (leadsOnWays(drawing)) assert.equal(ofClass.unreachedCount, unreachedCount, 'not reached');
  else assert.ok(ofClass.unreachedCount >= unreachedCount, 'not reached');
  const ended = ofClass.branches.reduce((sum, { endCount }) => sum + endCount, 0);
  // No way leads to the root.
  const heldCount = nodes.filter((each) => each !== drawing.root).length;
  assert.equal(ended + ofClass.unreachedCount, heldCount, 'each object is at the end of one way');
  const rows = summarize(analysis).classes.filter((row) => row.className === className);
  if (rows.length === 1) assert.equal(ofClass.retainedSize, rows[0]?.retainedSize, 'what the class retains');
  renderSafely(makeRetainersReport({ ...asked, ofClass, ofObject: null }));
  const { depth, paths } = { depth: 3, paths: 2 };
  const cut = findClassRetainers(analysis, className, () => true, { depth, paths });
  renderSafely(makeRetainersReport({ ...asked, ofClass: cut, ofObject: null }), { width: 60 });

  const ids = takeObjectIds(earlier.snapshot);
  if (!isOneProcess([ids, takeObjectIds(snapshot)])) return;
  const page = listObjects(analysis, nodes as NodeOrdinal[], [ids], {});
  const before = new Set(ids.ids);
  assert.deepEqual(
    page.objects.map(({ nodeId, age }) => [nodeId, age]).sort(([a], [b]) => a - b),
    nodes
      .map((each) => drawing.nodes[each].id)
      .map((nodeId) => [nodeId, before.has(nodeId) ? 1 : 0])
      .sort(([a], [b]) => a - b),
    'the objects and their ages',
  );
  const { classes } = objectsOfClass(analysis, className);
  renderSafely(makeObjectsReport({ ...asked, earlier: [ids.info], className, classes, ...page }));
}

/** Whether every reference that keeps alive is also one that a path may go: not where V8's own tables are among the nodes. */
function leadsOnWays({ nodes }: Drawing): boolean {
  return !nodes.some(
    ({ kind, name }) =>
      (kind === 'synthetic' && /^\((?:Internalized strings|External strings|Weak roots)\)$/.test(name)) ||
      (kind === 'hidden' && name === 'system / NativeContext') ||
      (kind === 'array' && name === '(map descriptors)'),
  );
}

/** Checks a comparison by its suspects, and by budgets for the whole and for a class of the last snapshot. */
export async function judgeChecks(comparison: Comparison, { analysis, drawing, node }: Asked): Promise<void> {
  const input = comparisonInput(comparison);
  const { classification, shallowSizes } = analysis;
  const { className } = classification.classes[classification.classOf[node as NodeOrdinal]];
  const objectCount = [...drawing.nodes.keys()].filter(
    (each) =>
      classification.classes[classification.classOf[each as NodeOrdinal]].className === className &&
      shallowSizes[each as NodeOrdinal] > 0,
  ).length;
  // What a config takes for a name of its own, or for an expression.
  const isPlain = /^[A-Za-z][\w ]*$/.test(className) && className !== 'total';
  const configs: CheckConfig[] = [{}, { budgets: { total: '+0%', '/^[^(]/': { retained: '+1 kB' } } }];
  if (isPlain) configs.push({ budgets: { [className]: { count: 0 } } });
  // One of them for each file: most of the time goes into the texts for all the servers.
  const config = configs[node % configs.length];
  const settings = matchPatterns(readSettings(config, 'options'), input);
  const broken = forUser(() => findBroken(input, settings, '2026-12-31'));
  if (!broken) return;
  const paths = new Map(
    namesWithoutPath(input, broken).flatMap((name) => {
      const path = findNewestPath(analysis, name);
      return path ? [[name, path] as const] : [];
    }),
  );
  const judgement = forUser(() => judgeCheck(input, settings, broken, paths));
  if (!judgement) return;
  assert.equal(judgement.passed, judgement.failures.length === 0);
  const budget = judgement.budgets.find(
    (each) => isPlain && each.className === className && each.measure === 'count',
  );
  if (budget) {
    assert.equal(budget.current, objectCount, 'objects of the class that has a budget');
    assert.equal(budget.passed, budget.current <= budget.baseline, 'a budget of none more');
  }
  await renderCheckSafely(makeCheckReport(judgement, '1.2.3'));
}

/** @returns undefined where it is refused in one line */
function forUser<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!isForUser(error)) throw error;
    return undefined;
  }
}

function isForUser(error: unknown): boolean {
  return error instanceof SnapdiffError && !error.message.includes('\n');
}

function isOneProcess(files: readonly ObjectIds[]): boolean {
  return forUser(() => checkOneProcess(files)) !== undefined;
}
