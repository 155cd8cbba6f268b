import { Block, CONTEXT, HIDDEN_EDGE, INTERNAL, mix, OWN_STRING, PROPERTY, Random, WEAK } from './block.ts';
import { digitCount } from './file-writer.ts';
import { ProgramBlocks, type TextLengths } from './program-blocks.ts';
import { buildRuntime, Names, type Runtime } from './runtime-block.ts';

export type Side = 'baseline' | 'current';

export interface PairOptions {
  /** Size of the current file; the baseline is about 6 % smaller. */
  readonly megabytes: number;
  /** Share of the bytes that the strings section has. */
  readonly stringShare: number;
  readonly seed: number;
  readonly nodeFieldCount: number;
}

const PAGE_BLOCKS = 64;
/** Each of them in the snapshots of one process: 5 % of the objects go, and more than that come. */
const REMOVED_SHARE = 0.05;
const NEW_SHARE = 0.12;
/** An entry of the linked list per this many nodes: 100,000 of them in a file of 100 MB. */
const NODES_PER_LIST_ENTRY = 11;
const MOST_LIST_PAGES = 160;
const NODES_PER_WEAK_PAIR = 1500;
/** Of the blocks measured to choose the size: removed ones, stretches of the list and registries are smaller. */
const AVERAGE_BLOCK = 0.875;

/** Pages of 64 blocks, each of one kind, as an allocator lays out a heap. */
const ORDINARY = 0;
const LIST = 1;
const LEAK = 2;

/** Where the blocks of one snapshot are in its file, found by building each once. */
export interface Layout {
  readonly side: Side;
  /** Page numbers in file order: collections move some, and new pages lie between old ones. */
  readonly pages: readonly number[];
  /** Block → ordinal of its first node, index of its first string. */
  readonly firstOrdinal: Uint32Array;
  readonly firstString: Uint32Array;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly stringCount: number;
  readonly locationCount: number;
}

/**
 * The heap of one made-up process at two moments.
 *
 * Block 0 is the runtime. The others are 64 to a page. A block is built from the seed and its number
 * alone, so that both snapshots hold the same objects with the same ids without anything being kept.
 */
export class HeapPlan {
  readonly names = new Names();
  readonly #options: PairOptions;
  readonly #block = new Block();
  readonly #random = new Random(0);
  readonly #program: ProgramBlocks;
  readonly #runtime: Runtime;
  readonly #pageKind: Uint8Array;
  readonly #baselinePages: number;
  /** Block → its first id: given in order of birth, which is not the order in the file. */
  readonly #firstId: Float64Array;
  readonly #listPages: readonly number[];
  readonly #leakPages: readonly number[];

  constructor(options: PairOptions) {
    this.#options = options;
    this.#block.start(0, 1, 0);
    this.#runtime = buildRuntime(this.#block, this.names, (index) => 2 + 2 * index);
    const runtimeNodes = this.#block.nodeCount;

    const { lengths, blockNodes, pageCount } = this.#calibrate(runtimeNodes);
    this.#program = this.#makeProgram(lengths, (blockNodes / NODES_PER_WEAK_PAIR) * (1 / 4));
    const newPages = Math.max(2, Math.round(pageCount * (NEW_SHARE / (1 + NEW_SHARE - REMOVED_SHARE))));
    this.#baselinePages = Math.max(4, pageCount - newPages);
    const allPages = this.#baselinePages + newPages;
    this.#pageKind = new Uint8Array(allPages);
    this.#firstId = new Float64Array(1 + allPages * PAGE_BLOCKS);

    const listEntries = (pageCount * PAGE_BLOCKS * blockNodes) / NODES_PER_LIST_ENTRY;
    const listPages = Math.min(MOST_LIST_PAGES, Math.max(1, Math.round(listEntries / (PAGE_BLOCKS * 40))));
    const spread = Math.floor(this.#baselinePages / (listPages + 1));
    for (let page = 1; page <= listPages; page++) this.#pageKind[page * Math.max(1, spread)] = LIST;
    this.#pageKind[this.#baselinePages - 1] = LEAK;
    for (let page = this.#baselinePages; page < allPages; page += 4) this.#pageKind[page] = LEAK;
    this.#listPages = pagesOf(this.#pageKind, LIST);
    this.#leakPages = pagesOf(this.#pageKind, LEAK);
  }

  get leakedCount(): number {
    return this.#leakPages.filter((page) => page >= this.#baselinePages).length * PAGE_BLOCKS;
  }

  /** Places every block of a snapshot. The baseline goes first: it gives the ids. */
  layOut(side: Side): Layout {
    const pages = side === 'baseline' ? range(0, this.#baselinePages) : this.#currentPages();
    const blocks = 1 + this.#pageKind.length * PAGE_BLOCKS;
    const layout = {
      side,
      pages,
      firstOrdinal: new Uint32Array(blocks),
      firstString: new Uint32Array(blocks),
      nodeCount: 0,
      edgeCount: 0,
      stringCount: 0,
      locationCount: 0,
    };
    let lastId = 1;
    if (side === 'current') for (const id of this.#firstId) lastId = Math.max(lastId, id);
    if (side === 'current') lastId += 100_000; // more than the last block of the baseline took
    const place = (block: number): void => {
      if (this.#firstId[block] === 0) this.#firstId[block] = lastId;
      layout.firstOrdinal[block] = layout.nodeCount;
      layout.firstString[block] = layout.stringCount;
      const built = this.#build(layout, block);
      // The program allocates between what survives, so ids have gaps.
      lastId = Math.max(lastId, this.#firstId[block] + 2 * built.nodeCount + 2 * (block % 3));
      layout.nodeCount += built.nodeCount;
      layout.edgeCount += built.edgeCount;
      layout.stringCount += built.stringCount;
      layout.locationCount += built.locationCount;
    };
    // The ids follow the numbers of the blocks, whatever the order of pages in the file.
    this.#forEachNumber(layout, place);
    return layout;
  }

  /** Builds the blocks one after the other, in file order; each is valid until the next. */
  *blocks(layout: Layout): Generator<Block> {
    const numbers: number[] = [];
    this.#forEachNumber(layout, (block) => numbers.push(block));
    for (const block of numbers) yield this.#build(layout, block);
  }

  #forEachNumber(layout: Pick<Layout, 'side' | 'pages'>, visit: (block: number) => void): void {
    visit(0);
    for (const page of layout.pages) {
      for (let slot = 0; slot < PAGE_BLOCKS; slot++) {
        const block = 1 + page * PAGE_BLOCKS + slot;
        if (this.#isAlive(layout.side, block)) visit(block);
      }
    }
  }

  #isAlive(side: Side, block: number): boolean {
    const page = Math.floor((block - 1) / PAGE_BLOCKS);
    if (side === 'baseline') return page < this.#baselinePages;
    const stays = this.#pageKind[page] !== ORDINARY || page >= this.#baselinePages;
    return stays || (block - 1) % PAGE_BLOCKS === 0 || this.#hash(block, 1) >= REMOVED_SHARE * 2 ** 32;
  }

  #hash(block: number, purpose: number): number {
    return mix(mix(this.#options.seed * 16 + purpose) ^ block);
  }

  #currentPages(): number[] {
    const pages: number[] = [];
    const added = range(this.#baselinePages, this.#pageKind.length);
    const every = Math.max(1, Math.floor(this.#baselinePages / added.length));
    for (let page = 0; page < this.#baselinePages; page++) {
      pages.push(page);
      if (page % every === every - 1) pages.push(...added.splice(0, 1));
    }
    pages.push(...added);
    // A tenth of the pages were evacuated: V8 then lists their objects elsewhere.
    for (let page = 10; page + 5 < pages.length; page += 10) {
      const [moved] = pages.splice(page, 1);
      if (moved !== undefined) pages.splice((page * 7) % (pages.length + 1), 0, moved);
    }
    return pages;
  }

  #build(layout: Layout, number: number): Block {
    const block = this.#block;
    block.start(layout.firstOrdinal[number], this.#firstId[number], layout.firstString[number]);
    this.#random.restart(this.#hash(number, 2));
    if (number === 0) {
      this.#buildRuntime(layout);
      return block;
    }
    const page = Math.floor((number - 1) / PAGE_BLOCKS);
    const slot = (number - 1) % PAGE_BLOCKS;
    const kind = this.#pageKind[page];
    if (kind === LIST) {
      this.#program.buildList(this.#nextInList(layout, page, slot));
    } else if (kind === LEAK) {
      this.#program.buildLeakyConnection();
    } else if (slot === 0) {
      const table = this.#program.buildRegistry();
      for (let other = 1; other < PAGE_BLOCKS; other++) {
        const held = number + other;
        if (!this.#isAlive(layout.side, held) || this.#isChained(layout, held)) continue;
        block.edge(table, INTERNAL, this.names.index(String(3 * other)), layout.firstOrdinal[held]);
      }
    } else {
      const root = this.#program.buildObject();
      const next = number + 1;
      if (slot + 1 < PAGE_BLOCKS && this.#isAlive(layout.side, next) && this.#isChained(layout, next)) {
        block.edge(root, PROPERTY, this.names.index('next'), layout.firstOrdinal[next]);
      }
      this.#crossReferences(layout, number, root);
    }
    return block;
  }

  /** Half of the blocks hang from the one before, and so make chains in the dominator tree. */
  #isChained(layout: Pick<Layout, 'side'>, block: number): boolean {
    const slot = (block - 1) % PAGE_BLOCKS;
    return slot > 1 && this.#hash(block, 3) % 2 === 0 && this.#isAlive(layout.side, block - 1);
  }

  /** References between parts of the program, which make it a graph and not a tree. */
  #crossReferences(layout: Layout, number: number, root: number): void {
    const names = this.names;
    const count = this.#hash(number, 4) % 6;
    for (let reference = 0; reference < count; reference++) {
      const target = 1 + (this.#hash(number, 5 + reference) % (this.#baselinePages * PAGE_BLOCKS));
      if (!this.#isAlive(layout.side, target)) continue;
      const ordinal = layout.firstOrdinal[target];
      if (reference === 4) this.#block.edge(root, WEAK, names.index('target'), ordinal);
      else this.#block.edge(root, PROPERTY, names.index(`ref${reference}`), ordinal);
    }
  }

  #nextInList(layout: Layout, page: number, slot: number): number | undefined {
    if (slot + 1 < PAGE_BLOCKS) return layout.firstOrdinal[1 + page * PAGE_BLOCKS + slot + 1];
    const following = this.#listPages[this.#listPages.indexOf(page) + 1];
    return following === undefined ? undefined : layout.firstOrdinal[1 + following * PAGE_BLOCKS];
  }

  #buildRuntime(layout: Layout): void {
    const block = this.#block;
    block.start(0, 1, 0);
    const firstNative = layout.side === 'baseline' ? 2 : 20_000;
    const runtime = buildRuntime(block, this.names, (index) => firstNative + 2 * index);
    const isHere = (page: number): boolean => layout.side === 'current' || page < this.#baselinePages;
    let slot = 0;
    for (const page of layout.pages) {
      if (this.#pageKind[page] !== ORDINARY) continue;
      block.edge(runtime.registryTable, HIDDEN_EDGE, slot++, layout.firstOrdinal[1 + page * PAGE_BLOCKS]);
    }
    const head = layout.firstOrdinal[1 + (this.#listPages[0] ?? 0) * PAGE_BLOCKS];
    block.edge(runtime.queue, PROPERTY, this.names.index('head'), head);
    let entry = 3;
    for (const page of this.#leakPages.filter(isHere)) {
      for (let member = 0; member < PAGE_BLOCKS; member++, entry += 3) {
        const connection = layout.firstOrdinal[1 + page * PAGE_BLOCKS + member];
        block.edge(runtime.poolTable, HIDDEN_EDGE, entry, connection);
      }
    }
    block.nodeSize[runtime.poolTable] = 32 + 8 * entry;
    block.edge(runtime.moduleContext[0], CONTEXT, this.names.index('pool'), runtime.poolTable);
  }

  #makeProgram(lengths: TextLengths, weakMapChance: number): ProgramBlocks {
    return new ProgramBlocks(this.#block, this.names, this.#random, this.#runtime, lengths, weakMapChance);
  }

  /** Measures some blocks to find how many the wanted bytes take, and how long their texts have to be. */
  #calibrate(runtimeNodes: number): { lengths: TextLengths; blockNodes: number; pageCount: number } {
    const { megabytes, stringShare, nodeFieldCount } = this.#options;
    const wanted = megabytes * 1e6;
    const repeatedShare = stringShare < 0.2 ? 0.7 : 0.2;
    const program = this.#makeProgram({ repeatedShare, longShare: 0, shortMean: 20 }, 0);
    const sample = 400;
    const block = this.#block;
    const guess = (wanted * (1 - stringShare)) / 81;
    const ordinalDigits = digitCount(guess * 0.6);
    const indexDigits = digitCount(guess * 0.6 * nodeFieldCount);
    let bytes = 0;
    let nodes = 0;
    let texts = 0;
    for (let number = 1; number <= sample; number++) {
      block.start(runtimeNodes, 1, 0);
      this.#random.restart(this.#hash(number, 2));
      program.buildObject();
      nodes += block.nodeCount;
      texts += block.stringCount;
      bytes += measureRecords(block, nodeFieldCount, ordinalDigits, indexDigits);
    }
    const otherBytes = bytes / sample;
    const textCount = texts / sample;
    // Quotes, comma and line feed are part of the section too.
    const mean = (stringShare / (1 - stringShare)) * (otherBytes / textCount) - 4;
    if (mean < 10 || mean > 950) throw new RangeError(`no texts of ${Math.round(mean)} bytes on average`);
    const shortMean = Math.min(40, Math.round(mean));
    const longShare = (mean - shortMean) / (812 - shortMean);
    const blockBytes = AVERAGE_BLOCK * (otherBytes + textCount * (mean + 4));
    const pageCount = Math.round((wanted - runtimeNodes * 81) / blockBytes / PAGE_BLOCKS);
    return {
      lengths: { repeatedShare, longShare, shortMean },
      blockNodes: nodes / sample,
      pageCount: Math.max(8, pageCount),
    };
  }
}

/** Bytes of a block in the sections before `strings`, its ordinals being of a typical length. */
function measureRecords(
  block: Block,
  nodeFieldCount: number,
  ordinalDigits: number,
  indexDigits: number,
): number {
  const digits = (value: number): number => (value < OWN_STRING ? digitCount(value) : ordinalDigits);
  // A record has a comma for each field, and a line feed; the last fields of a node are zeros.
  let bytes = block.nodeCount * (nodeFieldCount + 1 + (nodeFieldCount - 5) + ordinalDigits);
  for (let node = 0; node < block.nodeCount; node++) {
    bytes += digits(block.nodeType[node]) + digits(block.nodeName[node]);
    bytes += digits(block.nodeSize[node]) + digits(block.nodeEdgeCount[node]);
  }
  bytes += block.edgeCount * (1 + indexDigits + 4);
  for (let edge = 0; edge < block.edgeCount; edge++) bytes += digits(block.edgeName[edge]);
  return bytes + block.locationCount * (indexDigits + 12);
}

function pagesOf(kinds: Uint8Array, kind: number): number[] {
  return range(0, kinds.length).filter((page) => kinds[page] === kind);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
