import {
  ARRAY,
  type Block,
  CLOSURE,
  CODE,
  ELEMENT,
  HIDDEN,
  HIDDEN_EDGE,
  INTERNAL,
  LAST_STRING,
  NATIVE,
  OBJECT,
  PROPERTY,
  SHAPE,
  SHORTCUT,
  STRING,
  SYMBOL,
  SYNTHETIC,
  WEAK,
} from './block.ts';
import { CLASS_NAMES, FUNCTION_NAMES, LEAKY_CLASS, PROPERTY_NAMES, SHAPES } from './vocabulary.ts';

/** It comes after all other strings, so who counts it right has read them all. */
export const LAST_NAME: string = CLASS_NAMES[LEAKY_CLASS] ?? '';

/** The strings of the file that name things: met first, so they have the low indices, as in V8's files. */
export class Names {
  readonly texts: string[] = ['<dummy>', ''];
  readonly #indexByText = new Map<string, number>([
    ['', 1],
    [LAST_NAME, LAST_STRING],
  ]);

  index(text: string): number {
    let index = this.#indexByText.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.texts.push(text);
      this.#indexByText.set(text, index);
    }
    return index;
  }
}

export interface Place {
  readonly script: number;
  readonly line: number;
  readonly column: number;
}

/** Ordinals of the nodes that every other block points to; the same in both snapshots. */
export interface Runtime {
  stringMap: number;
  consMap: number;
  slicedMap: number;
  numberMap: number;
  arrayMap: number;
  contextMap: number;
  codeMap: number;
  shapeMap: number;
  hiddenMap: number;
  emptyArray: number;
  feedbackCell: number;
  builtin: number;
  oddballs: readonly number[];
  nativeContext: number;
  globalObject: number;
  /** Where the program's own objects hang: its lists of pages, its queue and its pool. */
  registryTable: number;
  queue: number;
  poolTable: number;
  /** Shape of the instances of each builtin, by name. */
  builtinShape: ReadonlyMap<string, number>;
  classShape: readonly number[];
  plainShape: readonly number[];
  functionShape: number;
  functionInfo: readonly number[];
  internalized: readonly number[];
  scripts: readonly number[];
  moduleContext: readonly number[];
}

const BUILTINS =
  'Object Array Map Set WeakMap WeakRef Promise Date RegExp Error ArrayBuffer Uint8Array Timeout Generator';
const GC_ROOTS = [
  '(Internalized strings)',
  '(External strings)',
  '(Read-only roots)',
  '(Strong roots)',
  '(Smi roots)',
  '(Bootstrapper)',
  '(Stack roots)',
  '(Relocatable)',
  '(Debugger)',
  '(Compilation cache)',
  '(Handle scope)',
  '(Builtins)',
  '(Global handles)',
  '(Traced handles)',
  '(Eternal handles)',
  '(Thread manager)',
  '(Extensions)',
  '(Code flusher)',
  '(Startup object cache)',
  '(Weak collections)',
  '(Write barrier)',
  '(Unknown)',
];
const NATIVES = ['Environment', 'BindingData', 'TimerWrap', 'ModuleWrap', 'BaseObjectList', 'CleanupQueue'];
const NATIVE_COUNT = 64;
const SCRIPT_COUNT = 120;

/** Where classes and functions are defined: class `c` is place `c`, function `f` is place `CLASS_NAMES.length + f`. */
export const PLACES: readonly Place[] = [...CLASS_NAMES, ...FUNCTION_NAMES].map((_, index) => ({
  script: 20 + (index % SCRIPT_COUNT),
  line: 3 + ((index * 37) % 900),
  column: index < CLASS_NAMES.length ? 6 : 2 + (index % 60),
}));

/**
 * Builds the part of the heap that V8 and the program's code make: roots, maps, constructors, functions,
 * internalized strings. `nativeId` gives the embedder's objects an even id, new in each snapshot, as Node does.
 */
export function buildRuntime(block: Block, names: Names, nativeId: (index: number) => number): Runtime {
  const name = (text: string): number => names.index(text);
  const node = (type: number, text: string, size: number, place?: number): number =>
    block.node(type, name(text), size, place);
  const internal = (from: number, text: string, to: number): void =>
    block.edge(from, INTERNAL, name(text), to);
  const property = (from: number, text: string, to: number): void =>
    block.edge(from, PROPERTY, name(text), to);

  const root = node(SYNTHETIC, '', 0);
  const gcRoots = node(SYNTHETIC, '(GC roots)', 0);
  const gcRoot = new Map(GC_ROOTS.map((text) => [text, node(SYNTHETIC, text, 0)]));
  const rooted = (list: string, target: number): void => {
    const from = gcRoot.get(list) ?? gcRoots;
    block.edge(from, ELEMENT, block.nodeEdgeCount[from - block.firstOrdinal] + 1, target);
  };

  const metaMap = node(HIDDEN, 'system / Map', 80);
  internal(metaMap, 'map', metaMap);
  const map = (text: string): number => {
    const made = node(HIDDEN, `system / Map (${text})`, 80);
    internal(made, 'map', metaMap);
    rooted('(Read-only roots)', made);
    return made;
  };
  const stringMap = map('OneByteString');
  const consMap = map('ConsOneByteString');
  const slicedMap = map('SlicedOneByteString');
  const numberMap = map('HeapNumber');
  const arrayMap = map('FixedArray');
  const contextMap = map('FunctionContext');
  const codeMap = map('Code');
  const hiddenMap = map('Oddball');
  const shapeMap = metaMap;
  const emptyArray = node(ARRAY, '', 16);
  internal(emptyArray, 'map', arrayMap);
  rooted('(Read-only roots)', emptyArray);
  const oddballs = ['undefined', 'null', 'true', 'false'].map((text) => {
    const made = node(HIDDEN, 'system / Oddball', 40);
    internal(made, 'map', hiddenMap);
    internal(made, 'to_string', stringNode(text));
    rooted('(Strong roots)', made);
    return made;
  });
  const builtin = node(CODE, '(code)', 128);
  internal(builtin, 'map', codeMap);
  rooted('(Builtins)', builtin);
  const feedbackCell = node(CODE, 'system / FeedbackCell', 16);
  internal(feedbackCell, 'map', codeMap);
  rooted('(Strong roots)', feedbackCell);

  function stringNode(text: string): number {
    const made = node(STRING, text, 16 + 8 * Math.ceil(text.length / 8));
    internal(made, 'map', stringMap);
    rooted('(Internalized strings)', made);
    return made;
  }
  const internalized: number[] = [];
  for (const text of [...PROPERTY_NAMES, ...FUNCTION_NAMES, ...CLASS_NAMES])
    internalized.push(stringNode(text));
  const textNode = (index: number): number => internalized[index % internalized.length];

  const nativeContext = node(HIDDEN, 'system / NativeContext', 2240);
  internal(nativeContext, 'map', contextMap);
  const globalObject = node(OBJECT, 'global', 56);
  internal(nativeContext, 'extension', globalObject);
  rooted('(Global handles)', nativeContext);
  rooted('(Global handles)', globalObject);

  /** The shape of a class's instances, its constructor and its prototype, tied together as V8 ties them. */
  function constructor(text: string, place: number | undefined): { shape: number; closure: number } {
    const closure = node(CLOSURE, text, 64, place);
    const prototype = node(OBJECT, 'Object', 56);
    const shape = node(SHAPE, `system / Map (${text})`, 80);
    const descriptors = node(SHAPE, 'system / DescriptorArray', 72);
    internal(shape, 'map', metaMap);
    internal(shape, 'prototype', prototype);
    internal(shape, 'constructor', closure);
    internal(shape, 'descriptors', descriptors);
    internal(descriptors, 'map', arrayMap);
    internal(closure, 'map', shape);
    internal(closure, 'context', nativeContext);
    internal(closure, 'code', builtin);
    internal(closure, 'prototype', prototype);
    property(closure, 'prototype', prototype);
    internal(prototype, 'map', shape);
    property(prototype, 'constructor', closure);
    return { shape, closure };
  }
  const builtinShape = new Map<string, number>();
  for (const text of BUILTINS.split(' ')) {
    const { shape, closure } = constructor(text, undefined);
    builtinShape.set(text, shape);
    property(globalObject, text, closure);
    block.edge(nativeContext, HIDDEN_EDGE, block.nodeEdgeCount[nativeContext - block.firstOrdinal], closure);
  }
  const { shape: functionShape } = constructor('Function', undefined);
  internal(nativeContext, 'sloppy_function_map', functionShape);
  internal(globalObject, 'map', functionShape);
  internal(globalObject, 'native_context', nativeContext);

  const scripts: number[] = [];
  const moduleContext: number[] = [];
  for (let script = 0; script < SCRIPT_COUNT; script++) {
    const made = node(CODE, `file:///srv/app/src/module-${script}.js`, 112);
    internal(made, 'map', codeMap);
    internal(made, 'name', textNode(script));
    scripts.push(made);
    const context = node(OBJECT, 'system / Context', 96);
    internal(context, 'map', contextMap);
    internal(context, 'previous', nativeContext);
    moduleContext.push(context);
  }
  const requireCache = plainHolder('requireCache');
  const classShape: number[] = [];
  CLASS_NAMES.forEach((text, index) => {
    const { shape, closure } = constructor(text, index);
    classShape.push(shape);
    property(requireCache, text, closure);
    block.edge(moduleContext[index % SCRIPT_COUNT], 0, name(text), closure);
  });
  const functionInfo: number[] = [];
  FUNCTION_NAMES.forEach((text, index) => {
    const info = node(CODE, text, 56);
    const scope = node(CODE, 'system / ScopeInfo', 40);
    const bytecode = node(CODE, '(bytecode)', 64 + 8 * ((index * 31) % 90));
    internal(info, 'map', codeMap);
    internal(info, 'name_or_scope_info', scope);
    internal(info, 'function_data', bytecode);
    internal(info, 'script_or_debug_info', scripts[index % SCRIPT_COUNT]);
    internal(scope, 'map', codeMap);
    internal(scope, 'function_name', textNode(PROPERTY_NAMES.length + index));
    internal(bytecode, 'map', codeMap);
    block.edge(scripts[index % SCRIPT_COUNT], WEAK, index, info);
    functionInfo.push(info);
    rooted('(Compilation cache)', info);
  });
  const plainShape: number[] = [];
  SHAPES.forEach((shapeNames, index) => {
    const made = node(SHAPE, 'system / Map (Object)', 80);
    const descriptors = node(SHAPE, 'system / DescriptorArray', 24 + 24 * shapeNames.length);
    internal(made, 'map', metaMap);
    internal(made, 'descriptors', descriptors);
    internal(made, 'back_pointer', index === 0 ? functionShape : plainShape[index >> 1]);
    internal(descriptors, 'map', arrayMap);
    shapeNames.forEach((text, slot) => {
      internal(descriptors, String(3 * slot), textNode(PROPERTY_NAMES.indexOf(text)));
    });
    plainShape.push(made);
    rooted('(Strong roots)', made);
  });
  for (const text of ['iterator', 'asyncIterator', 'hasInstance', 'toPrimitive']) {
    const made = node(SYMBOL, `Symbol.${text}`, 16);
    internal(made, 'map', hiddenMap);
    internal(made, 'name', textNode(3));
    rooted('(Strong roots)', made);
  }

  function plainHolder(text: string): number {
    const holder = node(OBJECT, 'Object', 56);
    property(globalObject, text, holder);
    return holder;
  }
  function held(owner: number, owned: string, className: string): number {
    const made = node(OBJECT, className, 48, CLASS_NAMES.indexOf(className));
    internal(made, 'map', classShape[CLASS_NAMES.indexOf(className)]);
    property(owner, owned, made);
    return made;
  }
  const app = held(globalObject, 'app', 'TenantContext');
  const registries = node(OBJECT, 'Array', 32);
  const registryTable = node(ARRAY, '(object elements)', 4096);
  property(app, 'registries', registries);
  internal(registries, 'map', builtinShape.get('Array') ?? metaMap);
  internal(registries, 'elements', registryTable);
  internal(registryTable, 'map', arrayMap);
  const queue = held(app, 'queue', 'JobStore');
  const pool = held(app, 'pool', 'ChannelRegistry');
  const active = node(OBJECT, 'Map', 32);
  const poolTable = node(ARRAY, '', 16);
  property(pool, 'active', active);
  internal(active, 'map', builtinShape.get('Map') ?? metaMap);
  internal(active, 'table', poolTable);
  internal(poolTable, 'map', arrayMap);

  block.edge(root, ELEMENT, 1, gcRoots);
  block.edge(root, SHORTCUT, name('global'), globalObject);
  let slot = 1;
  for (const target of gcRoot.values()) block.edge(gcRoots, ELEMENT, slot++, target);
  const environment = node(SYNTHETIC, 'Node / Environment', 0);
  block.edge(root, ELEMENT, 2, environment);
  block.nodeId[environment - block.firstOrdinal] = nativeId(0);
  for (let index = 1; index < NATIVE_COUNT; index++) {
    const made = node(NATIVE, `Node / ${NATIVES[index % NATIVES.length]}`, 48 + 16 * (index % 11));
    block.nodeId[made - block.firstOrdinal] = nativeId(index);
    block.edge(environment, ELEMENT, index, made);
  }

  return {
    stringMap,
    consMap,
    slicedMap,
    numberMap,
    arrayMap,
    contextMap,
    codeMap,
    shapeMap,
    hiddenMap,
    emptyArray,
    feedbackCell,
    builtin,
    oddballs,
    nativeContext,
    globalObject,
    registryTable,
    queue,
    poolTable,
    builtinShape,
    classShape,
    plainShape,
    functionShape,
    functionInfo,
    internalized,
    scripts,
    moduleContext,
  };
}
