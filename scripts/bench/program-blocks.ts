import {
  ARRAY,
  type Block,
  CLOSURE,
  CODE,
  CONS_STRING,
  CONTEXT,
  ELEMENT,
  HIDDEN,
  INTERNAL,
  NATIVE,
  NUMBER,
  OBJECT,
  PROPERTY,
  type Random,
  REGEXP,
  SHAPE,
  SLICED_STRING,
  STRING,
  WEAK,
} from './block.ts';
import type { Names, Runtime } from './runtime-block.ts';
import {
  CLASS_NAMES,
  FUNCTION_NAMES,
  LEAKY_CLASS,
  LIST_CLASS,
  PROPERTY_NAMES,
  SHAPES,
} from './vocabulary.ts';

/** How long texts are: with chance `longShare` near V8's limit of 1024 characters, else short. */
export interface TextLengths {
  /** Of the string objects, how many say what another says: the file has their text once. */
  readonly repeatedShare: number;
  readonly longShare: number;
  readonly shortMean: number;
}

const BLOCK_NODES = 56;
const LIST_ENTRIES = 40;

/** Builds what a program allocates. Each `build…` is one block and returns the ordinal of its first object. */
export class ProgramBlocks {
  readonly #block: Block;
  readonly #names: Names;
  readonly #random: Random;
  readonly #lengths: TextLengths;
  readonly #runtime: Runtime;
  /** Node → chance of a pair: some thousand pairs in a big file, as their edge names are 100 bytes each. */
  readonly #weakMapChance: number;
  // Looked up once: `names.index` per edge would be half of the time.
  readonly #map: number;
  readonly #properties: readonly number[];
  readonly #functions: readonly number[];
  readonly #classes: readonly number[];
  readonly #slots: readonly number[];

  constructor(
    block: Block,
    names: Names,
    random: Random,
    runtime: Runtime,
    lengths: TextLengths,
    weakMapChance: number,
  ) {
    this.#block = block;
    this.#names = names;
    this.#random = random;
    this.#runtime = runtime;
    this.#lengths = lengths;
    this.#weakMapChance = weakMapChance;
    this.#map = names.index('map');
    this.#properties = PROPERTY_NAMES.map((text) => names.index(text));
    this.#functions = FUNCTION_NAMES.map((text) => names.index(text));
    this.#classes = CLASS_NAMES.map((text) => names.index(text));
    this.#slots = Array.from({ length: 256 }, (_, slot) => names.index(String(slot)));
  }

  /** An object of the program with what it owns: records, collections, closures, code, texts. */
  buildObject(): number {
    const block = this.#block;
    const random = this.#random;
    const root = this.#instance(2 + random.skewed(CLASS_NAMES.length - 2), 2);
    const limit = random.between(BLOCK_NODES / 2, BLOCK_NODES + BLOCK_NODES / 2);
    while (block.nodeCount < limit) {
      const part = this.#part();
      block.edge(root, PROPERTY, this.#properties[random.below(this.#properties.length)], part);
    }
    if (random.next() < this.#weakMapChance) this.#weakMap(root);
    return root;
  }

  buildLeakyConnection(): number {
    const block = this.#block;
    const random = this.#random;
    const connection = this.#instance(LEAKY_CLASS, 0);
    this.#own(connection, 'request', this.#plain(2));
    this.#own(connection, 'headers', this.#plain(1));
    this.#own(connection, 'buffer', this.#buffer());
    const context = this.#context(2);
    block.edge(context, CONTEXT, this.#names.index('connection'), connection);
    const listener = this.#closure(context);
    this.#own(connection, 'listener', listener);
    this.#own(connection, 'pending', this.#array(random.between(2, 6), 1));
    return connection;
  }

  /** A stretch of one long singly linked list; `next` is the ordinal of the stretch that follows, if any. */
  buildList(next: number | undefined): number {
    const block = this.#block;
    const random = this.#random;
    const first = block.firstOrdinal;
    for (let entry = 0; entry < LIST_ENTRIES; entry++) {
      block.node(OBJECT, this.#classes[LIST_CLASS], 40, LIST_CLASS);
    }
    for (let entry = first; entry < first + LIST_ENTRIES; entry++) {
      this.#mapOf(entry, this.#runtime.classShape[LIST_CLASS]);
      const target = entry + 1 < first + LIST_ENTRIES ? entry + 1 : next;
      if (target !== undefined) this.#own(entry, 'next', target);
      if (random.next() < 0.3) this.#own(entry, 'value', this.#plain(0));
    }
    return first;
  }

  /** What keeps the objects of a page: the caller adds the edges from the table, which is returned. */
  buildRegistry(): number {
    const block = this.#block;
    const names = this.#names;
    const registry = this.#instance(2 + (block.firstId % 40), 0);
    const map = block.node(OBJECT, names.index('Map'), 32);
    const table = block.node(ARRAY, 1, 16 + 8 * 3 * 64);
    this.#own(registry, 'items', map);
    this.#mapOf(map, this.#shape('Map'));
    block.edge(map, INTERNAL, names.index('table'), table);
    this.#mapOf(table, this.#runtime.arrayMap);
    return table;
  }

  #part(): number {
    const random = this.#random;
    const choice = random.next();
    if (choice < 0.22) return this.#array(random.between(2, 14), 1);
    if (choice < 0.42) return this.#instance(2 + random.skewed(CLASS_NAMES.length - 2), 1);
    if (choice < 0.56) return this.#closures(random.between(1, 6));
    if (choice < 0.68) return this.#collection(random.between(1, 10));
    if (choice < 0.78) return this.#module();
    if (choice < 0.82) return this.#promise();
    if (choice < 0.86) return this.#buffer();
    if (choice < 0.91) return this.#concatenation(random.between(2, 6));
    if (choice < 0.94) return this.#shapes();
    if (choice < 0.96) return this.#regexp();
    return this.#timer();
  }

  #mapOf(node: number, map: number): void {
    this.#block.edge(node, INTERNAL, this.#map, map);
  }

  #own(from: number, property: string, to: number): void {
    this.#block.edge(from, PROPERTY, this.#names.index(property), to);
  }

  #internal(from: number, edge: string, to: number): void {
    this.#block.edge(from, INTERNAL, this.#names.index(edge), to);
  }

  #shape(builtin: string): number {
    return this.#runtime.builtinShape.get(builtin) ?? this.#runtime.functionShape;
  }

  #value(depth: number): number | undefined {
    const random = this.#random;
    const choice = random.next();
    if (choice < 0.36) return this.#text();
    if (choice < 0.4) return undefined; // a small integer: no node, no edge
    if (choice < 0.52) return this.#runtime.oddballs[random.below(this.#runtime.oddballs.length)];
    if (choice < 0.55) return this.#number();
    if (choice < 0.76) return this.#block.firstOrdinal; // `parent`, `owner`: back to what holds it
    if (depth <= 0) return random.next() < 0.5 ? this.#text() : undefined;
    if (choice < 0.93) return this.#plain(depth - 1);
    return this.#array(random.between(1, 6), depth - 1);
  }

  #text(): number {
    const random = this.#random;
    if (random.next() < 0.55)
      return this.#runtime.internalized[random.below(this.#runtime.internalized.length)];
    const { repeatedShare, longShare, shortMean } = this.#lengths;
    const repeated = random.next() < repeatedShare;
    const length =
      random.next() < longShare
        ? random.between(600, 1024)
        : random.between(6, Math.max(8, 2 * shortMean - 6));
    const node = this.#block.node(STRING, this.#classes[length % 90], (20 + length) & ~7);
    const local = node - this.#block.firstOrdinal;
    // The id makes the text unique, and the same in both snapshots.
    if (!repeated) this.#block.nodeName[local] = this.#block.string(length, this.#block.nodeId[local]);
    this.#mapOf(node, this.#runtime.stringMap);
    return node;
  }

  #number(): number {
    const node = this.#block.node(NUMBER, this.#names.index('heap number'), 16);
    this.#mapOf(node, this.#runtime.numberMap);
    return node;
  }

  #plain(depth: number): number {
    const random = this.#random;
    const shape = random.skewed(SHAPES.length);
    const properties = SHAPES[shape];
    const node = this.#block.node(OBJECT, this.#names.index('Object'), 24 + 8 * properties.length);
    this.#mapOf(node, this.#runtime.plainShape[shape]);
    for (const property of properties) {
      const value = this.#value(depth);
      if (value !== undefined) this.#own(node, property, value);
    }
    return node;
  }

  #instance(constructor: number, depth: number): number {
    // Instances of one class have the same fields; which ones follows from the class alone.
    const count = 2 + (constructor % 7);
    const node = this.#block.node(OBJECT, this.#classes[constructor], 24 + 8 * count, constructor);
    this.#mapOf(node, this.#runtime.classShape[constructor]);
    for (let field = 0; field < count; field++) {
      const value = this.#value(depth);
      if (value === undefined) continue;
      const property = this.#properties[(constructor * 7 + field * 11) % this.#properties.length];
      this.#block.edge(node, PROPERTY, property, value);
    }
    return node;
  }

  #array(length: number, depth: number): number {
    const block = this.#block;
    const array = block.node(OBJECT, this.#names.index('Array'), 32);
    const elements = block.node(ARRAY, this.#names.index('(object elements)'), 16 + 8 * length);
    this.#mapOf(array, this.#shape('Array'));
    this.#internal(array, 'elements', elements);
    this.#mapOf(elements, this.#runtime.arrayMap);
    for (let index = 0; index < length; index++) {
      const item = this.#value(depth);
      if (item === undefined) continue;
      block.edge(array, ELEMENT, index, item);
      block.edge(elements, INTERNAL, this.#slots[index], item);
    }
    return array;
  }

  #collection(size: number): number {
    const block = this.#block;
    const isMap = this.#random.next() < 0.7;
    const collection = block.node(OBJECT, this.#names.index(isMap ? 'Map' : 'Set'), 32);
    const table = block.node(ARRAY, 1, 32 + 24 * size);
    this.#mapOf(collection, this.#shape(isMap ? 'Map' : 'Set'));
    this.#internal(collection, 'table', table);
    this.#mapOf(table, this.#runtime.arrayMap);
    for (let entry = 0; entry < size; entry++) {
      block.edge(table, INTERNAL, this.#slots[3 * entry + 5], this.#text());
      if (isMap) block.edge(table, INTERNAL, this.#slots[3 * entry + 6], this.#plain(0));
    }
    return collection;
  }

  #context(variables: number): number {
    const random = this.#random;
    const node = this.#block.node(OBJECT, this.#names.index('system / Context'), 24 + 8 * variables);
    this.#mapOf(node, this.#runtime.contextMap);
    const scripts = this.#runtime.moduleContext;
    this.#internal(node, 'previous', scripts[random.below(scripts.length)]);
    this.#internal(node, 'scope_info', this.#runtime.functionInfo[random.below(80)]);
    for (let variable = 0; variable < variables; variable++) {
      const value = this.#value(0);
      if (value === undefined) continue;
      this.#block.edge(node, CONTEXT, this.#properties[random.below(this.#properties.length)], value);
    }
    return node;
  }

  #closure(context: number): number {
    const made = this.#random.skewed(FUNCTION_NAMES.length);
    const node = this.#block.node(CLOSURE, this.#functions[made], 64, CLASS_NAMES.length + made);
    this.#mapOf(node, this.#runtime.functionShape);
    this.#internal(node, 'shared', this.#runtime.functionInfo[made]);
    this.#internal(node, 'feedback_cell', this.#runtime.feedbackCell);
    this.#internal(node, 'context', context);
    this.#internal(node, 'code', this.#runtime.builtin);
    return node;
  }

  /** Closures made by one call: they share its context, which refers back to the first of them. */
  #closures(count: number): number {
    const context = this.#context(this.#random.between(1, 4));
    const first = this.#closure(context);
    this.#block.edge(context, CONTEXT, this.#names.index('self'), first);
    for (let closure = 1; closure < count; closure++) {
      this.#block.edge(context, CONTEXT, this.#functions[closure], this.#closure(context));
    }
    return first;
  }

  #code(text: number, size: number): number {
    const node = this.#block.node(CODE, text, size);
    this.#mapOf(node, this.#runtime.codeMap);
    return node;
  }

  #module(): number {
    const random = this.#random;
    const block = this.#block;
    const names = this.#names;
    const exported = this.#plain(0);
    const context = this.#context(2);
    const functions = random.between(2, 6);
    for (let index = 0; index < functions; index++) {
      const closure = this.#closure(context);
      const vector = this.#code(names.index('system / FeedbackVector'), 40 + 8 * random.below(40));
      const metadata = this.#code(names.index('system / FeedbackMetadata'), 16 + random.below(80) * 4);
      const bytecode = this.#code(names.index('(bytecode)'), 64 + 8 * random.below(300));
      const constants = block.node(ARRAY, names.index('(code constants)'), 16 + 8 * 3);
      this.#internal(vector, 'metadata', metadata);
      this.#mapOf(constants, this.#runtime.arrayMap);
      block.edge(constants, INTERNAL, this.#slots[0], this.#text());
      this.#internal(bytecode, 'constant_pool', constants);
      this.#internal(vector, 'bytecode', bytecode);
      this.#internal(closure, 'feedback_vector', vector);
      block.edge(exported, PROPERTY, this.#functions[random.below(this.#functions.length)], closure);
    }
    return exported;
  }

  #shapes(): number {
    const block = this.#block;
    const names = this.#names;
    const holder = this.#plain(0);
    let previous = this.#runtime.plainShape[this.#random.skewed(SHAPES.length)];
    const steps = this.#random.between(2, 6);
    for (let step = 0; step < steps; step++) {
      const shape = block.node(SHAPE, names.index('system / Map (Object)'), 80);
      const descriptors = block.node(SHAPE, names.index('system / DescriptorArray'), 48 + 24 * step);
      const cell = block.node(HIDDEN, names.index('system / PrototypeInfo'), 56);
      this.#mapOf(shape, this.#runtime.shapeMap);
      this.#internal(shape, 'back_pointer', previous);
      this.#internal(shape, 'descriptors', descriptors);
      this.#internal(shape, 'prototype_info', cell);
      this.#mapOf(descriptors, this.#runtime.arrayMap);
      this.#mapOf(cell, this.#runtime.hiddenMap);
      if (step > 0) block.edge(previous, WEAK, names.index('transition'), shape);
      block.edge(holder, INTERNAL, this.#slots[step], shape);
      previous = shape;
    }
    return holder;
  }

  #promise(): number {
    const promise = this.#block.node(OBJECT, this.#names.index('Promise'), 56);
    const reaction = this.#block.node(HIDDEN, this.#names.index('system / PromiseReaction'), 48);
    this.#mapOf(promise, this.#shape('Promise'));
    this.#mapOf(reaction, this.#runtime.hiddenMap);
    this.#internal(promise, 'reactions_or_result', reaction);
    this.#internal(reaction, 'fulfill_handler', this.#closures(1));
    return promise;
  }

  #timer(): number {
    const timer = this.#block.node(OBJECT, this.#names.index('Timeout'), 96);
    this.#mapOf(timer, this.#shape('Timeout'));
    this.#own(timer, '_onTimeout', this.#closures(1));
    return timer;
  }

  #buffer(): number {
    const block = this.#block;
    const view = block.node(OBJECT, this.#names.index('Uint8Array'), 104);
    const buffer = block.node(OBJECT, this.#names.index('ArrayBuffer'), 80);
    const data = block.node(
      NATIVE,
      this.#names.index('system / JSArrayBufferData'),
      64 << this.#random.below(9),
    );
    this.#mapOf(view, this.#shape('Uint8Array'));
    this.#mapOf(buffer, this.#shape('ArrayBuffer'));
    this.#internal(view, 'buffer', buffer);
    this.#internal(view, 'elements', this.#runtime.emptyArray);
    this.#internal(buffer, 'backing_store', data);
    return view;
  }

  #concatenation(parts: number): number {
    let whole = this.#text();
    for (let part = 0; part < parts; part++) {
      const cons = this.#block.node(CONS_STRING, 1, 32);
      this.#mapOf(cons, this.#runtime.consMap);
      this.#internal(cons, 'first', whole);
      this.#internal(cons, 'second', this.#text());
      whole = cons;
    }
    const slice = this.#block.node(SLICED_STRING, 1, 32);
    this.#mapOf(slice, this.#runtime.slicedMap);
    this.#internal(slice, 'parent', whole);
    return slice;
  }

  #regexp(): number {
    const node = this.#block.node(REGEXP, this.#names.index('^[a-z]+/(\\d+)$'), 56);
    const data = this.#block.node(ARRAY, 1, 88);
    this.#mapOf(node, this.#shape('RegExp'));
    this.#mapOf(data, this.#runtime.arrayMap);
    this.#internal(node, 'data', data);
    return node;
  }

  /** Values that hang from their keys only: V8 writes each pair as two edges with the same long name. */
  #weakMap(owner: number): void {
    const block = this.#block;
    const names = this.#names;
    const map = block.node(OBJECT, names.index('WeakMap'), 32);
    const table = block.node(ARRAY, 1, 16 + 16 * 8);
    this.#own(owner, 'meta', map);
    this.#mapOf(map, this.#shape('WeakMap'));
    this.#internal(map, 'table', table);
    this.#mapOf(table, this.#runtime.arrayMap);
    const pairs = this.#random.between(2, 6);
    for (let pair = 0; pair < pairs; pair++) {
      const keyClass = 2 + this.#random.below(60);
      const key = this.#instance(keyClass, 0);
      const value = this.#plain(0);
      // A third of the keys live on by the map's entry alone until the next collection.
      if (this.#random.next() < 0.66) block.edge(owner, PROPERTY, this.#properties[30 + pair], key);
      const text = (slot: number): string =>
        `${slot} / part of key (${CLASS_NAMES[keyClass]} @${block.idOf(key)}) -> value (Object @${block.idOf(value)}) pair in WeakMap (table @${block.idOf(table)})`;
      block.edge(table, WEAK, this.#slots[2 * pair + 3], key);
      block.edge(
        key,
        INTERNAL,
        block.literal(text(block.nodeEdgeCount[key - block.firstOrdinal] + 1)),
        value,
      );
      block.edge(table, INTERNAL, block.literal(text(2 * pair + 4)), value);
    }
  }
}
