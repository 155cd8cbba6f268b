import type { Snapshot } from '../heap/heap-graph.ts';
import type { EdgeOrdinal, NodeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, isIndexedEdgeKind, isStringKind, NodeKind, type NodeKind as Kind } from '../heap/kinds.ts';
import { standardNames } from './class-origins.ts';

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

/** What the strings of a snapshot are used for. */
export interface StringUses {
  /** StringIndex → a `StringUse` */
  readonly uses: Uint8Array;
  /** Names of a page's elements, `<div id="a">`, which have their attributes in them. */
  readonly elements: ReadonlySet<number>;
}

/**
 * Tells of each string of a snapshot whether it is a name or data. A string that V8 uses as both, as every property name is also
 * the text of a string, is a name. Time O(nodes + edges), and a text decoded once for each name; memory 2 bytes a string.
 */
export function findStringUses({ graph, strings, traces }: Snapshot): StringUses {
  const { nodeCount, edgeCount, nodeKind, nodeName, edgeKind, edgeName } = graph;
  const uses = new Uint8Array(strings.count);
  const elements = new Set<number>();
  /** StringIndex → whether the text was looked at. */
  const looked = new Uint8Array(strings.count);
  const enter = (name: StringIndex, use: number): void => {
    if (uses[name] >= use) return;
    uses[name] = use;
    if (use === StringUse.engineName || looked[name] !== 0) return;
    looked[name] = 1;
    if (isEngineText(strings.at(name))) uses[name] = StringUse.engineName;
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
      enter(name, isNamedByProgram(kind) ? StringUse.programName : StringUse.engineName);
      if (isNew && kind === NodeKind.native && /^(?:Detached )?</.test(strings.at(name))) elements.add(name);
    }
  }
  for (let edge = 0 as EdgeOrdinal; edge < edgeCount; edge++) {
    const kind = edgeKind[edge];
    if (isIndexedEdgeKind(kind)) continue;
    const isOfProgram = kind === EdgeKind.property || kind === EdgeKind.context || kind === EdgeKind.shortcut;
    enter(edgeName[edge] as StringIndex, isOfProgram ? StringUse.programName : StringUse.engineName);
  }
  if (traces) {
    const { count, name, scriptName } = traces.functions;
    for (let row = 0; row < count; row++) {
      enter(name[row], StringUse.programName);
      enter(scriptName[row], StringUse.programName);
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

/** Names of V8's, of Node's own classes and scripts, and of JavaScript: rules are made of some of them. */
function isEngineText(text: string): boolean {
  return (
    standardNames.has(text) ||
    engineWords.has(text) ||
    /^(?:\(|system \/ |Node \/ |node:|ext:|<|Detached |HTML\w*Element|Window\b|global\b)/.test(text)
  );
}

const engineWords: ReadonlySet<string> = new Set([
  '',
  '__proto__',
  'constructor',
  'prototype',
  'Buffer',
  'Module',
  'AsyncLocalStorage',
  'TimersList',
  'Timeout',
  '_events',
  '_idleNext',
  '_idlePrev',
  '_onTimeout',
  'children',
  '_cache',
  'cache',
]);
