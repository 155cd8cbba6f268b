import type { Analysis } from '../analysis/analysis.ts';
import { SnapdiffError } from '../base/errors.ts';
import { textsOf, type Sentence } from '../base/sentence.ts';
import type { InspectedObjects, InspectedRetainers } from '../compare/inspection.ts';
import { checkOneProcess, hasObject, takeObjectIds, type ObjectIds } from '../compare/object-ids.ts';
import { listObjects, type ListOptions } from '../compare/object-list.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { objectsOfClass } from '../paths/class-objects.ts';
import { findClassRetainers } from '../paths/class-retainers.ts';
import type { MergeOptions } from '../paths/path-branches.ts';
import { findRetainedObject } from '../paths/retained-object.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';

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
): Promise<InspectedRetainers> {
  const earlier = query.newSince === undefined ? [] : await readIds([query.newSince], path, options);
  const analysis = await analyzeFile(path, options);
  const warnings = findDoubts(analysis, earlier);
  const [newSince] = earlier;
  const { className, id } = query;
  const isWanted = (nodeId: NodeId): boolean => newSince === undefined || !hasObject(newSince, nodeId);
  return {
    snapshot: analysis.info,
    ...(newSince ? { newSince: newSince.info } : {}),
    warnings: textsOf(warnings),
    warningsParts: warnings,
    ofClass: className === undefined ? null : findClassRetainers(analysis, className, isWanted, query),
    ofObject: id === undefined ? null : findRetainedObject(analysis, id, query),
  };
}

/** Which objects to list. */
export interface ObjectsQuery extends ListOptions {
  /** As the reports name it. */
  readonly className: string;
}

/**
 * Reads snapshots of one process, earliest first, and lists the objects of a class in the last, with
 * their age. Of the others only the ids are kept, 4 bytes an object.
 *
 * @throws SnapdiffError when a file cannot be read, there is no such class, or the process is not one
 */
export async function listFileObjects(
  paths: readonly string[],
  { className, ...list }: ObjectsQuery,
  options: ReadFileOptions = {},
): Promise<InspectedObjects> {
  const path = paths.at(-1);
  if (path === undefined) throw new SnapdiffError('expected a snapshot');
  const earlier = await readIds(paths.slice(0, -1), path, options);
  const analysis = await analyzeFile(path, options);
  const warnings = findDoubts(analysis, earlier);
  const { nodes, classes } = objectsOfClass(analysis, className);
  return {
    snapshot: analysis.info,
    earlier: earlier.map(({ info }) => info),
    warnings: textsOf(warnings),
    warningsParts: warnings,
    className,
    classes,
    ...listObjects(analysis, nodes, earlier, list),
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

/** What is odd about the file, and about the ages of its objects. */
function findDoubts(analysis: Analysis, earlier: readonly ObjectIds[]): Sentence[] {
  const ages = earlier.length === 0 ? [] : checkOneProcess([...earlier, takeObjectIds(analysis.snapshot)]);
  return [...analysis.snapshot.warnings, ...ages];
}
