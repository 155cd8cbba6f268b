import type { ExploreProblem } from '../../explore/session.ts';
import { problemOf } from './client.ts';
import type { ObjectId } from './row-types.ts';
import type { TreeRow, TreeSource } from './tree-source.ts';

/** A line's object, and what of the tree below it has been asked for. */
export interface TreeNode {
  /** Positions from the top down: "3.0.12". */
  readonly key: string;
  readonly row: TreeRow;
  /** From 1; the root, which is no line, has 0. */
  readonly level: number;
  readonly position: number;
  readonly parent: TreeNode | undefined;
  /** The same object stands above it: what is below goes round in a circle. */
  readonly isAgain: boolean;
  isOpen: boolean;
  isAsking: boolean;
  problem: ExploreProblem | undefined;
  readonly children: TreeNode[];
  /** Of all below it; undefined until the first page is there. */
  childCount: number | undefined;
}

/** What is drawn: an object, or what stands below the children of one. */
export type TreeLine =
  | { readonly kind: 'object'; readonly node: TreeNode }
  | { readonly kind: 'asking' | 'more' | 'failed' | 'empty'; readonly node: TreeNode };

/** A tree that grows where it is opened. It goes on to the next level only when told to, so a circle does no harm. */
export class TreeModel {
  readonly root: TreeNode;
  readonly #source: TreeSource;
  readonly #onChange: () => void;
  readonly #controller = new AbortController();

  constructor(source: TreeSource, rootId: ObjectId, onChange: () => void) {
    this.#source = source;
    this.#onChange = onChange;
    this.root = nodeOf({ id: rootId, label: '', name: '', canOpen: true }, undefined, 0);
    this.open(this.root);
  }

  open(node: TreeNode): void {
    if (!node.row.canOpen || node.isOpen) return;
    node.isOpen = true;
    if (node.childCount === undefined) this.askMore(node);
    else this.#onChange();
  }

  close(node: TreeNode): void {
    node.isOpen = false;
    this.#onChange();
  }

  /** The next page of what is below it, or once more the one that did not come. */
  askMore(node: TreeNode): void {
    const { id } = node.row;
    if (node.isAsking || id === undefined) return;
    node.isAsking = true;
    node.problem = undefined;
    this.#onChange();
    const { signal } = this.#controller;
    this.#source
      .children(id, node.children.length, signal)
      .then(
        ({ rows, rowCount }) => {
          node.childCount = rowCount;
          for (const row of rows) node.children.push(nodeOf(row, node, node.children.length));
        },
        (error: unknown) => {
          node.problem = problemOf(error);
        },
      )
      .finally(() => {
        node.isAsking = false;
        if (!signal.aborted) this.#onChange();
      });
  }

  /** Nobody looks at it any more. */
  end(): void {
    this.#controller.abort();
  }

  /** All that is open, from the top down, without recursion. Time O(lines). */
  lines(): TreeLine[] {
    const lines: TreeLine[] = [];
    const open: TreeLine[] = linesBelow(this.root).toReversed();
    for (let line = open.pop(); line; line = open.pop()) {
      lines.push(line);
      if (line.kind !== 'object' || !line.node.isOpen) continue;
      for (const below of linesBelow(line.node).toReversed()) open.push(below);
    }
    return lines;
  }
}

function linesBelow(node: TreeNode): TreeLine[] {
  const lines: TreeLine[] = node.children.map((child) => ({ kind: 'object', node: child }));
  if (node.problem) lines.push({ kind: 'failed', node });
  else if (node.childCount === undefined) lines.push({ kind: 'asking', node });
  else if (node.childCount === 0) lines.push({ kind: 'empty', node });
  else if (node.childCount > node.children.length) lines.push({ kind: 'more', node });
  return lines;
}

function nodeOf(row: TreeRow, parent: TreeNode | undefined, position: number): TreeNode {
  return {
    key: parent?.parent ? `${parent.key}.${position}` : String(position),
    row,
    level: parent ? parent.level + 1 : 0,
    position,
    parent,
    isAgain: isAbove(row.id, parent),
    isOpen: false,
    isAsking: false,
    problem: undefined,
    children: [],
    childCount: undefined,
  };
}

/** Time O(depth): a person has opened each level. */
function isAbove(id: ObjectId | undefined, parent: TreeNode | undefined): boolean {
  for (let above = parent; above && id !== undefined; above = above.parent) {
    if (above.row.id === id) return true;
  }
  return false;
}
