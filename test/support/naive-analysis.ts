import type { Drawing, DrawnEdge, DrawnNode } from './draw-heap.ts';

/**
 * The rules of Chrome DevTools once more, as their definitions say them and as slow as they like, on
 * drawings: what the kernels are held against.
 */

/** An edge with its ends. */
export interface NaiveEdge extends DrawnEdge {
  readonly from: number;
}

const isSynthetic = ({ kind }: DrawnNode): boolean => kind === 'synthetic';
const isDocuments = (node: DrawnNode): boolean => isSynthetic(node) && node.name === '(Document DOM trees)';
const pairPattern =
  /^\d+(?<entry> \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(?<table>\d+)\))$/;

export function edgesOf({ nodes }: Drawing): NaiveEdge[] {
  return nodes.flatMap(({ edges }, from) => edges.map((edge) => ({ ...edge, from })));
}

/** What is reached from the starts along the edges, without ever entering `removed`. */
export function reach(starts: readonly number[], edges: readonly NaiveEdge[], removed = -1): Set<number> {
  const targets = new Map<number, number[]>();
  for (const { from, to } of edges) {
    const known = targets.get(from);
    if (known) known.push(to);
    else targets.set(from, [to]);
  }
  const reached = new Set(starts.filter((start) => start !== removed));
  // A set that grows while it is walked: each node is visited once.
  for (const node of reached) {
    for (const to of targets.get(node) ?? []) if (to !== removed) reached.add(to);
  }
  return reached;
}

/** Section 7: which edges keep their target alive. */
export function retainingEdges(drawing: Drawing): NaiveEdge[] {
  const { nodes, root } = drawing;
  const edges = edgesOf(drawing);
  const strong = edges.filter(({ kind }) => kind !== 'weak');
  const pageStarts = edges
    .filter(
      ({ from, kind, to }) =>
        from === root && (kind === 'shortcut' || (kind === 'element' && isDocuments(nodes[to]))),
    )
    .map(({ to }) => to);
  const owned = reach(pageStarts, strong);
  return strong.filter(({ from, to, kind, name }) => {
    if (from === to) return false;
    const pair = kind === 'internal' ? pairPattern.exec(String(name)) : null;
    if (pair && Number(pair.groups?.['table']) === nodes[from].id) return false;
    if (from === root) return true;
    return kind !== 'shortcut' && !(owned.has(to) && !owned.has(from));
  });
}

interface Flow {
  /** Retaining edges, and one from the root to each orphan; those of cliques nobody holds are left out. */
  readonly edges: NaiveEdge[];
  readonly reached: ReadonlySet<number>;
}

function flowOf(drawing: Drawing): Flow {
  const { nodes, root } = drawing;
  const edges = retainingEdges(drawing);
  const fromRoot = reach([root], edges);
  const held = new Set(edges.map(({ to }) => to));
  for (const to of nodes.keys()) {
    if (!fromRoot.has(to) && !held.has(to)) edges.push({ from: root, to, kind: 'element', name: 0 });
  }
  const reached = reach([root], edges);
  return { edges: edges.filter(({ from }) => reached.has(from)), reached };
}

/** node → the nodes without which the root does not reach it, itself not among them. */
function strictDominators(drawing: Drawing): Set<number>[] {
  const { nodes, root } = drawing;
  const { edges, reached } = flowOf(drawing);
  const dominators = nodes.map((_, node) => new Set(node === root ? [] : [root]));
  for (const removed of nodes.keys()) {
    if (removed === root || !reached.has(removed)) continue;
    const left = reach([root], edges, removed);
    for (const node of reached) {
      if (node !== removed && !left.has(node)) dominators[node]?.add(removed);
    }
  }
  return dominators;
}

/** node → its immediate dominator: of all that dominate it, the one that all the others dominate too. */
export function dominatorsByRemoval(drawing: Drawing): number[] {
  const dominators = strictDominators(drawing);
  return dominators.map((all) => {
    const [nearest = drawing.root] = [...all].sort(
      (a, b) => (dominators[b]?.size ?? 0) - (dominators[a]?.size ?? 0),
    );
    return nearest;
  });
}

/** node → bytes of what can no longer be reached when it is taken away. */
export function retainedByRemoval(drawing: Drawing, shallow: readonly number[]): number[] {
  const { nodes, root } = drawing;
  const { edges, reached } = flowOf(drawing);
  const sum = (of: Iterable<number>): number =>
    [...of].reduce((total, node) => total + (shallow[node] ?? 0), 0);
  return nodes.map((_, node) => {
    if (node === root) return sum(nodes.keys());
    if (!reached.has(node)) return sum([node]);
    const left = reach([root], edges, node);
    return sum([...reached].filter((one) => !left.has(one)));
  });
}

/** Section 4: the native nodes that hang on no document. */
export function detachedNodes(drawing: Drawing): Set<number> {
  const { nodes } = drawing;
  const isNative = (node: number): boolean => nodes[node].kind === 'native';
  const edges = edgesOf(drawing).filter(
    ({ from, to, kind }) => kind !== 'hidden' && kind !== 'weak' && isNative(from) && isNative(to),
  );
  const seeds = (state: number): number[] =>
    [...nodes.keys()].filter((node) => isNative(node) && nodes[node].detachedness === state);
  const isDecided = (node: number): boolean => nodes[node].detachedness !== 0;
  const open = edges.filter(({ to }) => !isDecided(to));
  const attached = reach(seeds(1), open);
  return reach(
    seeds(2),
    open.filter(({ to }) => !attached.has(to)),
  );
}

/** The names of nodes after detached ones were renamed. */
export function namesOf(drawing: Drawing): string[] {
  const detached = detachedNodes(drawing);
  return drawing.nodes.map(({ name }, node) => (detached.has(node) ? `Detached ${name}` : name));
}

export function userRootsOf(drawing: Drawing): number[] {
  const { nodes, root } = drawing;
  return nodes[root].edges
    .map(({ to }) => to)
    .filter((to) => !isSynthetic(nodes[to]) || isDocuments(nodes[to]));
}

/** Section 5: sizes with those of the inner parts. */
export function shallowSizes(drawing: Drawing): number[] {
  const { nodes } = drawing;
  const sizes = nodes.map(({ size }) => size);
  if (userRootsOf(drawing).length === 0) return sizes;
  const names = namesOf(drawing);
  const isInner = (node: number): boolean => {
    const { kind } = nodes[node];
    return (
      kind === 'hidden' ||
      kind === 'array' ||
      (kind === 'native' && names[node] === 'system / ExternalStringData')
    );
  };
  const before = nodes.map((): number[] => []);
  for (const { from, to, kind } of edgesOf(drawing)) if (kind !== 'weak') before[to].push(from);
  // The owners of an inner node: all that lead to it through inner nodes only. More than one need not be known.
  const ownersOf = (inner: number): number[] => {
    const owners = new Set<number>();
    const passed = new Set([inner]);
    for (const node of passed) {
      for (const from of before[node]) {
        if (isInner(from)) passed.add(from);
        else owners.add(from);
      }
      if (owners.size > 1) break;
    }
    return [...owners];
  };
  for (const [node, { size }] of nodes.entries()) {
    if (!isInner(node)) continue;
    const [owner, ...others] = ownersOf(node);
    // Neither a synthetic owner nor the root is given any, whatever its type.
    if (owner === undefined || others.length > 0 || isSynthetic(nodes[owner]) || owner === drawing.root)
      continue;
    sizes[owner] = (sizes[owner] ?? 0) + size;
    sizes[node] = (sizes[node] ?? 0) - size;
  }
  return sizes;
}

/** Section 6. */
export function distances(drawing: Drawing): number[] {
  const { nodes, root } = drawing;
  const names = namesOf(drawing);
  const found = new Map<number, number>();
  const pending = new Set<string>();
  const isFollowed = (from: number, { kind, name }: DrawnEdge): boolean => {
    if (kind === 'weak') return false;
    const node = nodes[from];
    if (node.kind === 'hidden' && names[from] === 'system / NativeContext' && name === 'sloppy_function_map')
      return false;
    if (node.kind === 'array' && names[from] === '(map descriptors)') {
      const index = Number.parseInt(String(name), 10);
      if (index >= 2 && index % 3 === 1) return false;
    }
    const entry = kind === 'internal' ? pairPattern.exec(String(name))?.groups?.['entry'] : undefined;
    if (entry !== undefined && !pending.delete(entry)) {
      pending.add(entry);
      return false;
    }
    return true;
  };
  const visit = (queue: number[]): void => {
    for (const node of queue) {
      for (const edge of nodes[node].edges) {
        if (found.has(edge.to) || !isFollowed(node, edge)) continue;
        found.set(edge.to, (found.get(node) ?? 0) + 1);
        queue.push(edge.to);
      }
    }
  };
  const starts = [...new Set(userRootsOf(drawing))];
  for (const start of starts) found.set(start, 1);
  visit([...starts]);
  found.set(root, starts.length > 0 ? 1e8 : 0);
  visit([root]);
  return nodes.map((_, node) => found.get(node) ?? -5);
}

/** Section 8: what of a class is freed with all of it. `classes`: node → its class. */
export function retainedOfClasses(
  drawing: Drawing,
  classes: readonly string[],
  shallow: readonly number[],
): Map<string, { count: number; selfSize: number; retainedSize: number; distance: number }> {
  const dominators = strictDominators(drawing);
  const retained = retainedByRemoval(drawing, shallow);
  const distance = distances(drawing);
  const rows = new Map<string, { count: number; selfSize: number; retainedSize: number; distance: number }>();
  for (const [node, key] of classes.entries()) {
    if (shallow[node] === 0) continue;
    const row = rows.get(key) ?? { count: 0, selfSize: 0, retainedSize: 0, distance: Infinity };
    rows.set(key, row);
    row.count++;
    row.selfSize += shallow[node] ?? 0;
    row.distance = Math.min(row.distance, distance[node] ?? 0);
    const isInside = [...(dominators[node] ?? [])].some((one) => classes[one] === key && shallow[one] !== 0);
    if (!isInside) row.retainedSize += retained[node] ?? 0;
  }
  return rows;
}
