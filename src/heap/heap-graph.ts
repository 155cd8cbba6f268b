import type { Sentence } from '../base/sentence.ts';
import type { Bytes } from '../base/units.ts';
import type {
  EdgeColumn,
  EdgeOrdinal,
  NodeColumn,
  NodeId,
  NodeOrdinal,
  StringIndex,
} from './index-spaces.ts';
import type { EdgeKind, NodeKind } from './kinds.ts';

/**
 * The objects of one heap snapshot and the references between them.
 *
 * Columns, not objects: a field of a million nodes is one array of a million numbers. Nothing here
 * changes after it is built.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The node everything is reached from; 0 in all files seen (`root_index` of the header). */
  readonly root: NodeOrdinal;

  readonly nodeKind: NodeColumn<NodeKind>;
  /** NodeOrdinal → its raw name, as V8 wrote it: a constructor's name, a string's text, "(GC roots)". */
  readonly nodeName: NodeColumn<StringIndex>;
  readonly nodeId: NodeColumn<NodeId>;
  /** NodeOrdinal → bytes of the object itself (`self_size`), without what it refers to. */
  readonly selfSize: NodeColumn<Bytes>;
  /** NodeOrdinal → 0 unknown, 1 attached, 2 detached, as V8 saw it; undefined where the file has no such field. */
  readonly detachedness: NodeColumn | undefined;
  /**
   * NodeOrdinal → its first edge. One entry more than nodes, so that the edges of `n` are always
   * `firstEdge[n] ≤ e < firstEdge[n + 1]`.
   */
  readonly firstEdge: NodeColumn<EdgeOrdinal>;

  readonly edgeKind: EdgeColumn<EdgeKind>;
  /** EdgeOrdinal → StringIndex of its name; for `element` and `hidden` edges the array index itself. */
  readonly edgeName: EdgeColumn;
  /** EdgeOrdinal → the node it points at. */
  readonly edgeTarget: EdgeColumn<NodeOrdinal>;

  /** NodeKind → V8's spelling of it, also for the types this program has never heard of. */
  readonly nodeKindNames: readonly string[];
}

/** The texts of a snapshot, by position. Decoded when asked for: a table may be larger than any one string. */
export interface StringTable {
  readonly count: number;
  /**
   * The text. Decodes it anew each time: keep what you ask for twice. Of one longer than 64 KiB in the file it is the
   * beginning, and behind that how long it is.
   */
  at(index: StringIndex): string;
  /** Whether the text is nothing but digits, as half of all names are, told without decoding it. Not all tables tell. */
  isNumber?(index: StringIndex): boolean;
  /** What a text of digits says, told without decoding it; NaN of any other. */
  numberAt?(index: StringIndex): number;
  /** Whether it is this text, told without decoding it: `text` is a word of V8's, of letters that JSON writes as they are. */
  is?(index: StringIndex, text: string): boolean;
  /**
   * The first text from `from` on that has this one in it, found without decoding the others.
   *
   * @param most bytes that are looked through, about
   */
  find?(text: string, from: StringIndex, most: number): FoundText;
  /** Bytes from the beginning of one text to that of a later one; to the end, where that is the count of texts. */
  bytesBetween?(from: StringIndex, to: StringIndex): Bytes;
  /** Some characters of a text of any length, and how many it has. */
  pieceAt?(index: StringIndex, from: number, length: number): TextPiece;
  /** Bytes that it takes in the file. */
  byteLength?(index: StringIndex): Bytes;
  /** A number of 32 bits, the same for texts that stand in the file as the same bytes. */
  hashOf?(index: StringIndex): number;
  /** Whether two stand in the file as the same bytes. */
  areSame?(index: StringIndex, other: StringIndex): boolean;
}

export interface FoundText {
  /** Absent where none was found among those that were looked through. */
  readonly found?: StringIndex;
  /** To go on from; the count of texts at the end. */
  readonly next: StringIndex;
}

export interface TextPiece {
  readonly text: string;
  /** UTF-16 units of the whole. */
  readonly length: number;
}

/**
 * Where in the source an object's constructor, or a closure, stands. One row per location, in file
 * order; a node has none or one. Line and column count from 0.
 */
export interface Locations {
  readonly count: number;
  /** row → the node it belongs to */
  readonly node: ArrayLike<number>;
  readonly scriptId: ArrayLike<number>;
  readonly line: ArrayLike<number>;
  readonly column: ArrayLike<number>;
}

/**
 * Which calls allocated the objects, where V8 was told to track them: a tree of calls, whose leaves
 * are the functions that allocate. The callers of a row are the rows above it.
 */
export interface AllocationTraces {
  /** NodeOrdinal → its row of the tree; 0, the root, for an object without a known stack. */
  readonly traceOf: NodeColumn;
  /** row → the row of its caller, which comes before it; 0, the root, has itself. */
  readonly callerOf: ArrayLike<number>;
  /** row → position in the columns of functions; none of them where the file does not list it. */
  readonly functionOf: ArrayLike<number>;
  readonly functions: TracedFunctions;
  /** Moments at which V8 numbered what had been allocated since the one before, earliest first. */
  readonly samples: AllocationSamples;
}

/** Functions that allocate, or call one that does, in columns. */
export interface TracedFunctions {
  readonly count: number;
  readonly name: ArrayLike<StringIndex>;
  /** The script's URL; empty for evaluated code and V8's own. */
  readonly scriptName: ArrayLike<StringIndex>;
  readonly scriptId: ArrayLike<number>;
  /** Where it begins, counted from 1; 0 where V8 does not know it. */
  readonly line: ArrayLike<number>;
  readonly column: ArrayLike<number>;
}

export interface AllocationSamples {
  readonly count: number;
  /** Microseconds since tracking began. */
  readonly timeUs: ArrayLike<number>;
  /** What was there at that moment has a lower id; what has this one or a higher came later. */
  readonly nextId: ArrayLike<number>;
}

/** One heap at one moment, as its file says it. */
export interface Snapshot {
  /** How the file was named by whoever asked for it; "-" is standard input. */
  readonly path: string;
  /** Bytes of the file as it lies on disk (compressed, if it is). */
  readonly fileBytes: Bytes;
  readonly graph: HeapGraph;
  readonly strings: StringTable;
  readonly locations: Locations;
  /** Only where allocations were tracked. */
  readonly traces?: AllocationTraces | undefined;
  /** Bytes outside V8's heap that the header reports (Node ≥ 24); 0 in older files. Part of the total. */
  readonly extraNativeBytes: Bytes;
  /** What is odd about the file and does not keep it from being read, each a sentence that names it. */
  readonly warnings: readonly Sentence[];
}
