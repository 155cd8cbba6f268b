import type { Analysis } from '../analysis/analysis.ts';
import { findClasses, findObjects, suggestClassNames } from '../analysis/find-classes.ts';
import { mergeRetainingPaths, type MergeOptions } from '../paths/merged-paths.ts';
import { findObjectRetainers } from '../paths/object-retainers.ts';
import { PathNames } from '../paths/path-names.ts';
import { findRetainingPath } from '../paths/retaining-path.ts';
import { checkOneProcess, hasObject, takeObjectIds, type ObjectIds } from '../compare/object-ages.ts';
import { SnapdiffError } from '../base/errors.ts';
import type { ClassIndex, NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import type { ListedObject, ObjectColumn, ObjectsReport } from '../report/objects-report.ts';
import type {
  ClassRetainers,
  MatchedClass,
  ObjectRetainers,
  RetainersReport,
} from '../report/retainers-report.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { formatCount } from '../base/units.ts';

/** Whose retainers to find: exactly one of class and id. `paths` also limits the retainers of one object. */
export interface RetainersQuery extends MergeOptions {
  /** As the reports name it. */
  readonly className?: string;
  /** V8's id of one object. */
  readonly id?: number;
  /** An earlier snapshot of the process: only objects of the class that are not in it. */
  readonly newSince?: string;
}

/**
 * Reads a snapshot and tells what holds the objects of a class, or one object. "-" is standard input.
 *
 * @throws SnapdiffError when a file cannot be read, or has no such class or object
 */
export async function findFileRetainers(
  path: string,
  query: RetainersQuery,
  options: ReadFileOptions = {},
): Promise<RetainersReport> {
  const earlier = query.newSince === undefined ? [] : await readIds([query.newSince], path, options);
  const analysis = await analyzeFile(path, options);
  const warnings = checkAges(analysis, earlier);
  const [newSince] = earlier;
  const ofClass =
    query.className === undefined ? null : retainersOfClass(analysis, query.className, newSince, query);
  const ofObject = query.id === undefined ? null : retainersOfObject(analysis, query.id, query);
  return {
    schemaVersion: 1,
    kind: 'retainers',
    snapshot: analysis.info,
    ...(newSince ? { newSince: newSince.info } : {}),
    warnings,
    ofClass,
    ofObject,
  };
}

/** Which objects to list. */
export interface ObjectsQuery {
  /** As the reports name it. */
  readonly className: string;
  /** Biggest first. */
  readonly sort?: ObjectColumn;
  /** Objects to a page; 0 puts all on one. */
  readonly top?: number;
  /** From 1. */
  readonly page?: number;
}

/**
 * Reads snapshots of one process, earliest first, and lists the objects of a class in the last, with
 * their age. Of the others only the ids are kept, 4 bytes an object.
 *
 * @throws SnapdiffError when a file cannot be read, there is no such class, or the process is not one
 */
export async function listFileObjects(
  paths: readonly string[],
  { className, sort = 'retainedSize', top = 0, page = 1 }: ObjectsQuery,
  options: ReadFileOptions = {},
): Promise<ObjectsReport> {
  const path = paths.at(-1);
  if (path === undefined) throw new SnapdiffError('expected a snapshot');
  const earlier = await readIds(paths.slice(0, -1), path, options);
  const analysis = await analyzeFile(path, options);
  const warnings = checkAges(analysis, earlier);
  const { nodes, classes } = objectsOfClass(analysis, className);
  const ordered = sortObjects(analysis, nodes, earlier, sort);
  const pageSize = top === 0 ? Math.max(nodes.length, 1) : top;
  const pageCount = Math.max(Math.ceil(nodes.length / pageSize), 1);
  if (page > pageCount) {
    throw new SnapdiffError(`--page ${page} is behind the last, ${pageCount}`, {
      hint: `There are ${formatCount(nodes.length)} objects, ${formatCount(pageSize)} to a page.`,
    });
  }
  const objects = ordered.slice((page - 1) * pageSize, page * pageSize);
  let selfSize = 0;
  for (const node of nodes) selfSize += analysis.shallowSizes[node];
  return {
    schemaVersion: 1,
    kind: 'objects',
    snapshot: analysis.info,
    earlier: earlier.map(({ info }) => info),
    warnings,
    className,
    classes,
    sort,
    objectCount: nodes.length,
    selfSize,
    page,
    pageCount,
    objects: objects.map(({ node, age }) => listObject(analysis, node, age, earlier)),
    omittedObjectCount: nodes.length - objects.length,
  };
}

/** Reads each file, keeps its ids and lets it go. */
async function readIds(
  paths: readonly string[],
  last: string,
  options: ReadFileOptions,
): Promise<ObjectIds[]> {
  // A misspelt name should not be found out after minutes of reading the others.
  for (const path of [...paths, last]) await checkReadable(path);
  const files: ObjectIds[] = [];
  for (const path of paths) {
    files.push(await readFileIds(path, options));
    options.freeMemory?.('old');
  }
  return files;
}

/** Of its own, so that the snapshot is garbage when it returns. */
async function readFileIds(path: string, options: ReadFileOptions): Promise<ObjectIds> {
  return takeObjectIds((await analyzeFile(path, options)).snapshot);
}

function checkAges(analysis: Analysis, earlier: readonly ObjectIds[]): string[] {
  return earlier.length === 0 ? [] : checkOneProcess([...earlier, takeObjectIds(analysis.snapshot)]);
}

/** @param newSince leaves out the objects in it */
function objectsOfClass(
  analysis: Analysis,
  className: string,
  newSince?: ObjectIds,
): { nodes: NodeOrdinal[]; classes: MatchedClass[] } {
  const { snapshot, classification } = analysis;
  const { nodeId } = snapshot.graph;
  const found = findClasses(classification, className);
  const all = findObjects(classification, found, analysis.shallowSizes);
  if (all.length === 0) {
    const suggestions = suggestClassNames(classification, className).map((name) => JSON.stringify(name));
    throw new SnapdiffError(`${snapshot.path} has no objects of a class ${JSON.stringify(className)}`, {
      hint:
        suggestions.length > 0
          ? `There is ${suggestions.join(', ')}.`
          : 'Names are as in the tables; "snapdiff summary --top 0" lists all.',
    });
  }
  const nodes = newSince ? all.filter((node) => !hasObject(newSince, nodeId[node])) : all;
  // Classes without objects, of which the table may have some, are none to a reader.
  const counts = new Map<ClassIndex, number>();
  for (const node of all) counts.set(classification.classOf[node], 0);
  for (const node of nodes) {
    const index = classification.classOf[node];
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const classes = [...counts].map(([index, objectCount]): MatchedClass => {
    const { location, key } = classification.classes[index];
    return { key, className, ...(location && { location: analysis.locate(location) }), objectCount };
  });
  return { nodes, classes };
}

function retainersOfClass(
  analysis: Analysis,
  className: string,
  newSince: ObjectIds | undefined,
  options: MergeOptions,
): ClassRetainers {
  const { nodes, classes } = objectsOfClass(analysis, className, newSince);
  return { className, classes, ...mergeRetainingPaths(analysis, nodes, options) };
}

function retainersOfObject(
  analysis: Analysis,
  id: number,
  { depth = 0, paths = 0 }: MergeOptions,
): ObjectRetainers {
  const { snapshot, shallowSizes, retainedSizes, distances } = analysis;
  const { nodeId } = snapshot.graph;
  let node = 0 as NodeOrdinal;
  while (node < snapshot.graph.nodeCount && nodeId[node] !== id) node++;
  if (node === snapshot.graph.nodeCount) {
    throw new SnapdiffError(`${snapshot.path} has no object @${id}`, {
      hint: 'Ids are those of this file or of one of the same process; "snapdiff objects" lists them.',
    });
  }
  const names = new PathNames(analysis);
  const location = names.locationOf(node);
  const steps = findRetainingPath(analysis, node);
  const isCut = depth > 0 && steps.length > depth;
  // What starts the path and what is next to the object tell most.
  const path = isCut
    ? [...steps.slice(0, depth >> 1), ...steps.slice(steps.length - (depth - (depth >> 1)))]
    : steps;
  const retainers = findObjectRetainers(analysis, node);
  const listed = paths === 0 ? retainers : retainers.slice(0, paths);
  return {
    nodeId: nodeId[node],
    className: names.classNameOf(node),
    name: names.nameOf(node),
    ...(location ? { location } : {}),
    selfSize: shallowSizes[node],
    retainedSize: retainedSizes[node],
    distance: distances[node],
    path,
    omittedStepCount: steps.length - path.length,
    retainers: listed,
    omittedRetainerCount: retainers.length - listed.length,
  };
}

function sortObjects(
  analysis: Analysis,
  nodes: readonly NodeOrdinal[],
  earlier: readonly ObjectIds[],
  sort: ObjectColumn,
): { node: NodeOrdinal; age: number }[] {
  const { snapshot, shallowSizes, retainedSizes, distances } = analysis;
  const { nodeId } = snapshot.graph;
  const valueOf = (node: NodeOrdinal, age: number): number => {
    if (sort === 'id') return nodeId[node];
    if (sort === 'selfSize') return shallowSizes[node];
    if (sort === 'retainedSize') return retainedSizes[node];
    return sort === 'age' ? age : distances[node];
  };
  const rows = nodes.map((node) => {
    const first = earlier.findIndex((file) => hasObject(file, nodeId[node]));
    const age = first < 0 ? 0 : earlier.length - first;
    return { node, age, value: valueOf(node, age) };
  });
  return rows.sort((a, b) => b.value - a.value || nodeId[a.node] - nodeId[b.node]);
}

function listObject(
  analysis: Analysis,
  node: NodeOrdinal,
  age: number,
  earlier: readonly ObjectIds[],
): ListedObject {
  const { snapshot, shallowSizes, retainedSizes, distances } = analysis;
  const { graph, strings, path } = snapshot;
  const kind = graph.nodeKind[node];
  let preview: string | undefined;
  if (kind === NodeKind.closure) preview = new PathNames(analysis).nameOf(node);
  else if (kind === NodeKind.string) preview = strings.at(graph.nodeName[node]).slice(0, longestPreview);
  return {
    nodeId: graph.nodeId[node],
    selfSize: shallowSizes[node],
    retainedSize: retainedSizes[node],
    distance: distances[node],
    age,
    since: earlier[earlier.length - age]?.info.path ?? path,
    ...(preview === undefined ? {} : { preview }),
  };
}

const longestPreview = 80;
