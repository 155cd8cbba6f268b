import type { OmittedPaths, PathBranch } from '../../paths/path-branches.ts';
import { formatCount } from '../../base/units.ts';

/** A line of a drawn tree: a branch, or what was left out below one. */
export interface TreeLine {
  /** What stands left of the text: "│  ├─ ". */
  readonly prefix: string;
  readonly branch?: PathBranch;
  readonly omitted?: OmittedPaths;
  /** How a line that goes on from this one begins. */
  readonly prefixBelow: string;
}

/** Draws merged paths as a tree in which a way without a fork stays in its column, so that it needs no width. */
export function drawTree(branches: readonly PathBranch[], omittedAtRoot?: OmittedPaths): TreeLine[] {
  // position → how many lines stand directly below a branch; at −1, those of the root.
  const below = new Map<number, number>([[-1, omittedAtRoot ? 1 : 0]]);
  const parents: number[] = [];
  const parentOf = branches.map(({ depth, omitted }, position) => {
    const parent = depth === 0 ? -1 : parents[depth - 1];
    parents[depth] = position;
    below.set(parent, (below.get(parent) ?? 0) + 1);
    below.set(position, omitted ? 1 : 0);
    return parent;
  });
  const lines: TreeLine[] = [];
  const prefixBelow = new Map<number, string>([[-1, '']]);
  const drawn = new Map<number, number>();
  const prefixesAt = (parent: number): [line: string, below: string] => {
    const start = prefixBelow.get(parent) ?? '';
    const siblings = below.get(parent) ?? 0;
    const nth = (drawn.get(parent) ?? 0) + 1;
    drawn.set(parent, nth);
    if (siblings < 2) return [start, start];
    return nth === siblings ? [`${start}└─ `, `${start}   `] : [`${start}├─ `, `${start}│  `];
  };
  /** Branches whose left-out ways are told when what hangs on them is drawn, nearest last. */
  const open: number[] = [];
  const close = (depth: number): void => {
    while (open.length > 0 && branches[open[open.length - 1]].depth >= depth) {
      const position = open.pop() ?? 0;
      const [prefix] = prefixesAt(position);
      const { omitted } = branches[position];
      if (omitted) lines.push({ prefix, omitted, prefixBelow: prefix });
    }
  };
  for (const [position, branch] of branches.entries()) {
    close(branch.depth);
    const [prefix, under] = prefixesAt(parentOf[position]);
    prefixBelow.set(position, under);
    lines.push({ prefix, branch, prefixBelow: under });
    if (branch.omitted) open.push(position);
  }
  close(0);
  if (omittedAtRoot) {
    const [prefix] = prefixesAt(-1);
    lines.push({ prefix, omitted: omittedAtRoot, prefixBelow: prefix });
  }
  return lines;
}

/** ".sessions: MemoryStore", " @123", " ×20, in lists of up to 10": the text of a branch, its name as in the snapshot. */
export function branchText(branch: PathBranch): { text: string; facts: string } {
  const { label, name, nodeId, holderCount, listLength, endCount, objectCount } = branch;
  const facts = [nodeId === undefined ? ` ×${formatCount(holderCount)}` : ` @${nodeId}`];
  if (listLength !== undefined) facts.push(`, linked, up to ${formatCount(listLength)} long`);
  if (endCount > 0 && endCount < objectCount) facts.push(`, ${formatCount(endCount)} of them end here`);
  return { text: label === '' ? name : `${label}: ${name}`, facts: facts.join('') };
}

export function omittedText({ pathCount, objectCount }: OmittedPaths): string {
  const paths = pathCount === 1 ? '1 more path' : `${formatCount(pathCount)} more paths`;
  return `… ${paths} to ${formatCount(objectCount)} ${objectCount === 1 ? 'object' : 'objects'}`;
}
