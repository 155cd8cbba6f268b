import { joinSentences, name, sentence, textOf, type Sentence } from '../base/sentence.ts';
import { labelOf } from './hold-sentences.ts';
import { isOfSymbolFor } from './holds.ts';
import { nameParts, placeParts, type ObjectName } from './object-names.ts';
import { isInnerKind } from '../analysis/class-kinds.ts';
import { isOfPackage, originOfScript } from '../analysis/class-origins.ts';
import type { PathStep } from './retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';

/** An object as a person would look for it: from the nearest thing with a name on its path. */
export interface NamedHolder {
  /** From what has a name to the object itself, the last. Never empty but where the path is. */
  readonly steps: readonly PathStep[];
  /** How it is held, from the name on: "variable sessions › [0]", ".store MemoryStore › .sessions". */
  readonly edge: string;
  readonly edgeParts: Sentence;
  /** What it is; of a scope, what its variable holds. "edge className" reads as one text; a root has no edge. */
  readonly className: string;
  /** Where the function that uses the variable, or the class that has the property, stands. */
  readonly location?: ScriptLocation;
}

/** More links between the name and the object are cut in the middle. */
const maxParts = 5;

/**
 * Climbs from an object to the first variable, property of a class or function with a place in the code,
 * module, or root: an index, a key or V8's own names tell nobody where to look. V8's scopes and tables
 * are no objects to a person: a scope is told by the variable in it, a table by whose it is. A function that waits is told by its name.
 *
 * Time O(length of the path).
 *
 * @param path from a root to the object
 * @param onward from the object to what it holds; tells which of a scope's variables is meant
 */
export function nameHolder(path: readonly PathStep[], onward: readonly PathStep[] = []): NamedHolder {
  const [next] = onward;
  let end = path.length - 1;
  while (end > 0 && isInner(path[end])) end--;
  const isScope = end < path.length - 1 && next !== undefined && next.form === 'variable';
  const steps = isScope ? [...path.slice(0, end + 1), next] : path.slice(0, end + 1);
  const last = steps.at(-1);
  if (!last) return { steps, edge: '', edgeParts: [], className: '' };
  // Where Node keeps its lists, one for each length of time, differs from one version to the next.
  if (next?.form === 'timers') return { steps: [last], ...timersOfNode, className: last.className };
  if (next && isOfSymbolFor(next)) return { steps: [last], ...registryOfSymbols, className: last.name };

  let start = steps.length - 1;
  while (start > 0 && !isAnchor(steps[start]) && last.object.isSuspended !== true) {
    start--;
    if (hasPlace(steps[start])) break;
  }
  if (isForeign(steps[start]) && !isAnchor(steps[start])) start = startInProgram(steps, start) ?? start;
  const shown = steps.slice(start);
  const parts = shown.map((step, position) =>
    partOf(step, position === 0 && shown.length > 1, position === shown.length - 1),
  );
  if (isVariableOfNode(steps, start)) parts[0] = sentence`Node's ${parts[0]}`;
  if (parts.length > maxParts) parts.splice(1, parts.length - maxParts + 1, ['…']);
  const { location } = (isVariable(steps[start]) ? steps[start - 1] : steps[start]) ?? {};
  const edgeParts = joinSentences(
    parts.filter((part) => textOf(part) !== ''),
    ' › ',
  );
  return {
    steps: shown,
    edge: textOf(edgeParts),
    edgeParts,
    // V8's roots are of one class, and have names.
    className: last.kind === 'root' ? last.name : last.className,
    ...(location ? { location } : {}),
  };
}

const timersOfNode = wholeName("Node's timers");
const registryOfSymbols = wholeName('registry of Symbol.for()');

function wholeName(edge: string): Pick<NamedHolder, 'edge' | 'edgeParts'> {
  return { edge, edgeParts: [edge] };
}

/**
 * A variable of Node's own scripts, which nobody finds in the program. What Node keeps under the name of its class is there for
 * programs: `process`.
 */
function isVariableOfNode(steps: readonly PathStep[], at: number): boolean {
  const { form, detail, className } = steps[at];
  const isOfNode = steps[at - 1]?.location?.url?.startsWith('node:') === true;
  return form === 'variable' && isOfNode && detail?.replace(/^_/, '') !== className;
}

/** What classes of Node or of a package hold for each other says little; so many steps up there may be something of the program's. */
const maxClimbed = 3;

/** The nearest of the program's own above an object of another's class: a variable, or a class that has a place. */
function startInProgram(steps: readonly PathStep[], from: number): number | undefined {
  for (let at = from - 1; at >= Math.max(0, from - maxClimbed); at--) {
    const placed = isVariable(steps[at]) ? steps[at - 1] : steps[at];
    if (placed?.location !== undefined && !isForeign(placed)) return at;
    if (isAnchor(steps[at])) return undefined;
  }
  return undefined;
}

/** Of Node's own script, or of an installed package's. */
function isForeign({ location }: PathStep): boolean {
  const url = location?.url ?? '';
  return originOfScript(url) === 'platform' || isOfPackage(url);
}

/** "variable cache Map", "App": how a holder is held, and what it is. */
export function heldAs(edge: Sentence, className: string): Sentence {
  if (className.trim() === '') return edge;
  return edge.length === 0 ? [name(className)] : sentence`${edge} ${name(className)}`;
}

/** V8's own between two objects: a scope, a table, a store. */
function isInner({ form, kind }: PathStep): boolean {
  return form !== 'root' && form !== 'engine root' && isInnerKind(kind);
}

/** A way to hold that says by itself where to look. */
function isAnchor(step: PathStep): boolean {
  return isVariable(step) || step.form === 'timers' || step.form === 'root' || step.form === 'engine root';
}

function isVariable({ form }: PathStep): boolean {
  return form === 'variable' || form === 'global variable';
}

/** V8 gives a place to functions, and to objects whose constructor has one: not to JavaScript's own. */
function hasPlace({ location, object, kind }: PathStep): boolean {
  return location !== undefined || kind === 'function' || object.isSuspended === true;
}

/**
 * @param isStart it is what has the name, and not the object in question
 * @param isEnd it is the object in question, whose class is told beside
 */
function partOf(step: PathStep, isStart: boolean, isEnd: boolean): Sentence {
  const { form, className, object } = step;
  const label = labelOf(step);
  if (isEnd) return object.isSuspended === true ? nameOfFunction(object) : label;
  if (form === 'root' || form === 'engine root') return nameParts(object);
  const module = moduleOf(step);
  if (module !== undefined) return sentence`module ${name(module)}`;
  if (!hasPlace(step)) return label;
  // A class that has a name is known by it; how it is held itself only helps if that is a name as well.
  const isLabelled = !isStart || isVariable(step) || form === 'property' || form === 'listener';
  if (object.kind === 'function') {
    return isLabelled && isVariable(step) && object.isSuspended !== true ? label : nameOfFunction(object);
  }
  return isLabelled ? sentence`${label} ${name(className)}` : [name(className)];
}

/** "add()"; where it stands, if it has no name. */
function nameOfFunction({ name: own, place }: ObjectName): Sentence {
  return own === '' ? sentence`function${placeParts(place)}` : [name(`${own}()`)];
}

/** Node keeps a CommonJS module under its file's name. */
function moduleOf({ kind, form, edgeName }: PathStep): string | undefined {
  if (kind !== 'module' || form !== 'property' || !/[\\/]/.test(edgeName)) return undefined;
  return edgeName.split(/[\\/]/).slice(-2).join('/');
}
