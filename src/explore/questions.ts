import type { ClassSummary } from '../analysis/aggregate.ts';
import type { Allocation } from '../analysis/allocation-stacks.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { Bytes } from '../base/units.ts';
import type { MatchedBy } from '../compare/comparability.ts';
import type { FieldValue } from '../compare/field-values.ts';
import type { ObjectField } from '../compare/object-fields.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { ClassRetainers } from '../paths/class-retainers.ts';
import type { ObjectRetainer } from '../paths/object-retainers.ts';
import type { PathStep } from '../paths/retaining-path.ts';

/**
 * What can be asked of one open snapshot, by name: `Questions['fields']['ask']` goes in, `['answer']` comes out. Both are plain data, so
 * that they go between threads and to a browser as they are. Each answer is a page or bounded, whatever the heap.
 *
 * Objects are named by V8's ids, the same in all snapshots of a process.
 */
export interface Questions {
  /** One object; null where the snapshot has none of that id. */
  readonly object: { readonly ask: ObjectAsk; readonly answer: ExploredObject | null };
  /** What is in it, as a person sees it: properties, elements, entries of a Map, variables of a closure. */
  readonly fields: { readonly ask: ObjectAsk & PageAsk; readonly answer: Page<ObjectField> };
  /** Every edge out of it as V8 wrote it; of the root, all from which the heap is reached. */
  readonly references: { readonly ask: ObjectAsk & PageAsk; readonly answer: Page<Reference> };
  /** What holds it: the shortest way from a root first. */
  readonly retainers: { readonly ask: ObjectAsk & PageAsk; readonly answer: Page<ObjectRetainer> };
  /** What it dominates directly, largest retained size first. */
  readonly dominated: { readonly ask: ObjectAsk & PageAsk; readonly answer: Page<ObjectRow> };
  /** What would be left if it went: objects that it refers to and others keep, largest first. */
  readonly kept: { readonly ask: ObjectAsk & PageAsk; readonly answer: Page<KeptObject> };
  /** The objects of a constructor. */
  readonly objects: { readonly ask: ObjectsAsk; readonly answer: Page<ObjectRow> };
  readonly search: { readonly ask: SearchAsk; readonly answer: SearchAnswer };
  /** A string's text, a piece at a time. */
  readonly text: { readonly ask: TextAsk; readonly answer: TextAnswer | null };
  /** Texts that are there more than once, those that waste most first. */
  readonly duplicates: { readonly ask: PageAsk; readonly answer: DuplicatesAnswer };
  /** All strings of the same text as this one. */
  readonly copies: { readonly ask: ObjectAsk & PageAsk; readonly answer: Page<ObjectRow> };
  /** What holds the objects of a class, by its name: their ways from the root, put together. */
  readonly owners: { readonly ask: OwnersAsk; readonly answer: ClassRetainers };
}

export type QuestionName = keyof Questions;

/** A question with its name, as it comes from a browser. */
export type Question = {
  [Name in QuestionName]: { readonly question: Name } & Questions[Name]['ask'];
}[QuestionName];

export interface PageAsk {
  /** Rows before the first one wanted. */
  readonly from?: number;
  /** At most 200; 50 unless told. */
  readonly limit?: number;
}

/** Some rows of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Rows before the first of these. */
  readonly from: number;
  /** Of the whole list. */
  readonly rowCount: number;
}

export interface ObjectAsk {
  /** V8's id; `root` for the one from which everything is reached. */
  readonly id: NodeId | 'root';
}

/** An object as a line of a list. */
export interface ObjectRow extends FieldValue {
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** Whether the snapshot it is compared with has it not; absent where there is none, or it is of another process. */
  readonly isNew?: boolean;
}

/** One object, with as much as is told at once. */
export interface ExploredObject extends ObjectRow {
  /** V8's type of the node: "object", "closure", "concatenated string". */
  readonly kind: string;
  readonly location?: ScriptLocation;
  /** Where allocations were tracked: by which calls it was allocated; null where that is not known of it. */
  readonly allocation?: Allocation | null;
  /** From a root to the object, the last; empty where no reference that keeps alive does. At most 50 steps: its beginning and its end. */
  readonly path: readonly PathStep[];
  readonly omittedStepCount: number;
  /** The objects that dominate it, the root's side first, at most 50 and the nearest. */
  readonly dominators: readonly ObjectRow[];
  readonly omittedDominatorCount: number;
  readonly fieldCount: number;
  readonly referenceCount: number;
  readonly dominatedCount: number;
  /** Objects that go with it: those that it dominates, at any depth, and itself. */
  readonly freedCount: number;
  /** Of the objects that it refers to, those that others keep. */
  readonly keptCount: number;
}

/** An edge out of an object. */
export interface Reference {
  /** V8's type and name of it. */
  readonly edgeType: string;
  readonly edgeName: string;
  /** It does not keep its target alive. */
  readonly isWeak?: true;
  readonly target: ObjectRow;
}

export interface KeptObject extends ObjectRow {
  /**
   * An object that keeps it, and how: ".cache", "[12]". Where none was found among as many as are looked at, what dominates it, and
   * "…": of a circle that nothing else leads to, that is the root.
   */
  readonly keeper: { readonly nodeId: NodeId; readonly name: string; readonly label: string };
  /** Others beside that one and the object asked for. */
  readonly otherKeeperCount: number;
  /** There are more: they were counted only so far. */
  readonly hasMoreKeepers?: true;
}

export interface ObjectsAsk extends PageAsk {
  /** Of the class, as its report has it. */
  readonly key: ClassSummary['key'];
  /** The snapshot whose shapes named the classes of the report: the newest of a comparison. This one, unless told. */
  readonly shapesOf?: number;
  /** A snapshot of the same process to compare with. */
  readonly other?: number;
  /**
   * How the report pairs objects, as it says itself: by the name of their class where the snapshots are of two processes. Then a row is all
   * classes of one name, wherever they stand. By id, unless told.
   */
  readonly matchedBy?: MatchedBy;
  /** Of these, those that the other snapshot has in the same class as well, or has not: the row's "New" or "Deleted". All, unless told. */
  readonly which?: 'all' | 'both' | 'only';
  /** Largest first; by id the youngest. By retained size, unless told. */
  readonly sort?: 'retainedSize' | 'selfSize' | 'distance' | 'id';
}

export interface OwnersAsk {
  /** As reports name it. */
  readonly className: string;
  /** Steps from the root; 12 unless told. */
  readonly depth?: number;
  /** Ways to the objects, those of most objects; 8 unless told. */
  readonly paths?: number;
}

export interface SearchAsk {
  /** In names of constructors, in those of properties and variables, in the text of strings. */
  readonly by: 'className' | 'property' | 'text';
  /** Part of it, in upper or lower case as it stands; at least one character, at most 1,000. */
  readonly text: string;
  /** Where the answer before ended. */
  readonly cursor?: string;
}

/** A search goes on for as long as an answer may take; the next question goes on from there. */
export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** To go on from; null at the end. */
  readonly cursor: string | null;
  /** How much of the snapshot has been searched, 0 to 1. */
  readonly searchedShare: number;
}

export interface SearchHit {
  readonly object: ObjectRow;
  /** The property or variable whose name matches, of a search by that. */
  readonly edgeName?: string;
}

export interface TextAsk extends ObjectAsk {
  /** Characters before the first one wanted. */
  readonly from?: number;
}

export interface TextAnswer {
  readonly text: string;
  readonly from: number;
  /** Characters of the whole, as far as the file has it. */
  readonly length: number;
  /** The text may go on behind that: V8 has written only its beginning, or it has too many pieces. */
  readonly isCut?: true;
}

export interface DuplicatesAnswer extends Page<DuplicatedText> {
  /** Bytes of all copies but one of each. */
  readonly wastedSize: Bytes;
}

export interface DuplicatedText {
  /** One of the copies. */
  readonly nodeId: NodeId;
  /** The beginning. */
  readonly text: string;
  readonly count: number;
  /** Bytes of all of them. */
  readonly selfSize: Bytes;
  /** Bytes of all of them but one. */
  readonly wastedSize: Bytes;
  /** V8 has written only the beginning of each: they are as long as each other, and may differ behind it. */
  readonly isCut?: true;
}
