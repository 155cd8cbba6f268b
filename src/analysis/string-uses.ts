import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, isIndexedEdgeKind, isStringKind, NodeKind, type NodeKind as Kind } from '../heap/kinds.ts';
import { engineNames } from './engine-names.ts';
import { findExports } from './module-exports.ts';
import { followInternal } from './named-edges.ts';
import { WellKnownNames } from './well-known-names.ts';

/** What a string of a snapshot is used for. It may be both names; then V8's counts. */
export const StringUse = {
  /** The text of a string or an expression, and what nothing that is known refers to. */
  data: 0,
  /** A name of the program: of a class, a function, a property, a variable, a script. */
  programName: 1,
  /** A name that V8 gives, or JavaScript itself. */
  engineName: 2,
} as const;

/** V8 names these kinds of nodes by their value, or by one of these words. */
const wordsOfValues: ReadonlySet<string> = new Set([
  '',
  '(concatenated string)',
  '(sliced string)',
  'symbol',
  'private symbol',
  'bigint',
  'number',
  'heap number',
  'smi number',
]);

/**
 * What V8, Node and the browser call nodes of these kinds themselves. Of hidden and native nodes their first word tells it; those of
 * objects and code may also have a name of the program's, so of these only whole names do.
 */
const namesOfV8: ReadonlyMap<Kind, { readonly bit: number; readonly names: RegExp }> = new Map([
  [NodeKind.hidden, { bit: 2, names: /^(?:\(|system \/ )/ }],
  [
    NodeKind.native,
    { bit: 4, names: /^(?:\(|<|system \/ |Node \/ |Detached |HTML\w*Element|Window\b|global\b)/ },
  ],
  [
    NodeKind.object,
    {
      bit: 8,
      names:
        /^(?:system \/ (?:Context(?: \/ scope @\d+)?|JS(?:Global)?LexicalEnvironment|JSModuleEnvironment)|(?:Window|global) (?:\(global\*?\)|\[JSGlobal(?:Object|Proxy)\]))$/,
    },
  ],
  [
    NodeKind.code,
    {
      bit: 16,
      names:
        /^(?:system \/ (?:Context|NativeContext|FunctionTemplateInfo|ScopeInfo|WeakArrayList|TrustedByteArray|FeedbackCell|FeedbackMetadata|ClosureFeedbackCellArray|(?:Object|Array)BoilerplateDescription)|\((?:code|constant pool|shared function info|function scope info|map descriptors)\))$/,
    },
  ],
]);

/** A script that is a part of Node or Deno; a function may be called so, too. */
const nameOfNodesScript = /^(?:system \/ Script \/ )?(?:node|ext):/;

/** What the strings of a snapshot are used for. */
export interface StringUses {
  /** StringIndex → a `StringUse` */
  readonly uses: Uint8Array;
  /** Names of a page's elements, `<div id="a">`, which have their attributes in them. */
  readonly elements: ReadonlySet<number>;
}

/**
 * Tells of each string of a snapshot whether it is a name or data. A string that V8 uses as both, as every property name is also
 * the text of a string, is a name. So is what a module exports a variable by, though V8 has it as a text only. Time O(nodes + edges), and a text decoded once for each name; memory 2 bytes a string.
 */
export function findStringUses(snapshot: Snapshot): StringUses {
  const { graph, strings, traces } = snapshot;
  const { nodeCount, nodeKind, nodeName, firstEdge, edgeKind, edgeName } = graph;
  const uses = new Uint8Array(strings.count);
  const elements = new Set<number>();
  /** StringIndex → what its text was looked at as: bit 0 for the name of anything, others for `namesOfV8`. */
  const looked = new Uint8Array(strings.count);
  const enter = (name: StringIndex, use: number): void => {
    if (uses[name] >= use) return;
    uses[name] = use;
    if (use === StringUse.engineName || (looked[name] & 1) !== 0) return;
    looked[name] |= 1;
    if (engineNames.has(strings.at(name))) uses[name] = StringUse.engineName;
  };
  const enterNode = (node: NodeOrdinal, kind: Kind, name: StringIndex): void => {
    enter(name, isNamedByProgram(kind) ? StringUse.programName : StringUse.engineName);
    if (uses[name] === StringUse.engineName) return;
    const own = namesOfV8.get(kind);
    if (own === undefined || (looked[name] & own.bit) !== 0) return;
    const text = strings.at(name);
    const isScript = kind === NodeKind.code && nameOfNodesScript.test(text);
    if (own.names.test(text) || (isScript && followInternal(snapshot, node, 'source') !== undefined)) {
      uses[name] = StringUse.engineName;
    } else if (!isScript) looked[name] |= own.bit;
  };
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const kind = nodeKind[node];
    const name = nodeName[node];
    if (isNamedByValue(kind, graph.nodeKindNames)) {
      // Of strings themselves there are millions, and V8 has no words for them.
      if (uses[name] !== StringUse.data || kind === NodeKind.string) continue;
      if (wordsOfValues.has(strings.at(name))) uses[name] = StringUse.engineName;
    } else {
      const isNew = uses[name] === StringUse.data;
      enterNode(node, kind, name);
      if (isNew && kind === NodeKind.native && /^(?:Detached )?</.test(strings.at(name))) elements.add(name);
    }
  }
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    // Which references of V8's own tables can be followed hangs on the number in a name.
    const isTable = nodeKind[node] === NodeKind.array;
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const kind = edgeKind[edge];
      if (isIndexedEdgeKind(kind)) continue;
      const isFree = kind === EdgeKind.property || kind === EdgeKind.context || kind === EdgeKind.shortcut;
      const name = edgeName[edge] as StringIndex;
      const isNumbered = isFree && isTable && !Number.isNaN(Number.parseInt(strings.at(name), 10));
      enter(name, isFree && !isNumbered ? StringUse.programName : StringUse.engineName);
    }
  }
  for (const name of findExports(snapshot, new WellKnownNames(strings)).values()) {
    enter(name, StringUse.programName);
  }
  if (traces) {
    const { count, name, scriptName } = traces.functions;
    for (let row = 0; row < count; row++) {
      enter(name[row], StringUse.programName);
      const isNodes = nameOfNodesScript.test(strings.at(scriptName[row]));
      enter(scriptName[row], isNodes ? StringUse.engineName : StringUse.programName);
    }
  }
  return { uses, elements };
}

function isNamedByValue(kind: Kind, spellings: readonly string[]): boolean {
  return (
    isStringKind(kind) ||
    kind === NodeKind.regexp ||
    kind === NodeKind.number ||
    kind === NodeKind.symbol ||
    spellings[kind] === 'bigint'
  );
}

function isNamedByProgram(kind: Kind): boolean {
  return (
    kind === NodeKind.object ||
    kind === NodeKind.closure ||
    kind === NodeKind.code ||
    kind === NodeKind.native ||
    kind === NodeKind.hidden
  );
}
