import { hostileNames } from '../../test/support/hostile-names.ts';
import type { Drawing, DrawnNode, Layout } from '../../test/support/draw-heap.ts';
import type { SeededRandom } from '../../test/support/seeded-random.ts';

/** Changes a drawn heap into another that a sound writer could write. */
type HeapMutation = (drawing: Drawing, random: SeededRandom) => Drawing;

const sizes = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 50];
const names = [
  ...hostileNames.values(),
  'Detached Foo',
  'Object',
  'Function',
  '(string)',
  '<div a b>',
  '{a, b}',
];

const withNode = (drawing: Drawing, position: number, change: Partial<DrawnNode>): Drawing => ({
  ...drawing,
  nodes: drawing.nodes.map((node, at) => (at === position ? { ...node, ...change } : node)),
});
const anyNode = ({ nodes }: Drawing, random: SeededRandom): number => random.below(nodes.length);

/** Each node gets another id. The names of WeakMap pairs still have the old ones, so most of these are pairs no longer. */
function withIds(drawing: Drawing, idOf: (node: DrawnNode, position: number) => number): Drawing {
  return { ...drawing, nodes: drawing.nodes.map((node, at) => ({ ...node, id: idOf(node, at) })) };
}

export const heapMutations: Readonly<Record<string, HeapMutation>> = {
  'a size at a limit': (drawing, random) =>
    withNode(drawing, anyNode(drawing, random), { size: random.pick(sizes) }),
  'a name that does harm': (drawing, random) =>
    withNode(drawing, anyNode(drawing, random), { name: random.pick(names) }),
  'a property whose name does harm': (drawing, random) => {
    const position = anyNode(drawing, random);
    const edges = drawing.nodes[position].edges.map((edge) =>
      typeof edge.name === 'string' && random.chance(0.5) ? { ...edge, name: random.pick(names) } : edge,
    );
    return withNode(drawing, position, { edges });
  },
  'a plain object more': (drawing, random) =>
    withNode(drawing, anyNode(drawing, random), { kind: 'object', name: 'Object' }),
  'native nodes with a state': (drawing, random) => ({
    ...drawing,
    nodes: drawing.nodes.map((node) =>
      random.chance(0.5)
        ? { ...node, kind: 'native', detachedness: random.pick([0, 0, 0, 1, 2, 2, 3, 300]) }
        : node,
    ),
  }),
  'inner nodes': (drawing, random) => ({
    ...drawing,
    nodes: drawing.nodes.map((node) =>
      random.chance(0.5) ? { ...node, kind: random.pick(['hidden', 'array']) } : node,
    ),
  }),
  'a root of another type': (drawing, random) =>
    withNode(drawing, drawing.root, { kind: random.pick(['object', 'native', 'hidden', 'closure']) }),
  'edges of other types': (drawing, random) => ({
    ...drawing,
    nodes: drawing.nodes.map((node) => ({
      ...node,
      edges: node.edges.map((edge) =>
        typeof edge.name === 'string' && random.chance(0.3)
          ? { ...edge, kind: random.pick(['property', 'internal', 'context', 'shortcut', 'weak']) }
          : edge,
      ),
    })),
  }),
  'ids in another order': (drawing, random) => {
    const ids = drawing.nodes.map(({ id }) => id);
    return withIds(drawing, () => ids.splice(random.below(ids.length), 1)[0] ?? 1);
  },
  'an id twice': (drawing, random) =>
    withNode(drawing, anyNode(drawing, random), { id: drawing.nodes[anyNode(drawing, random)].id }),
  'ids near 2^32': (drawing) => withIds(drawing, (_, at) => 2 ** 32 - 1 - 2 * at),
  'ids that are addresses': (drawing, random) => {
    const from = 2 ** 32 + 8 * random.below(2 ** 30) * 2 ** random.below(16);
    return withIds(drawing, (_, at) => from + 16 * at);
  },
  'ids that are equal modulo 2^32': (drawing, random) =>
    withNode(drawing, anyNode(drawing, random), {
      id: drawing.nodes[anyNode(drawing, random)].id + 2 ** 32 * (1 + random.below(1000)),
    }),
  'a root that is not first': (drawing, random) => {
    const shift = random.below(drawing.nodes.length);
    const { nodes } = drawing;
    const moved = (node: number): number => (node + shift) % nodes.length;
    return {
      root: moved(drawing.root),
      nodes: nodes.map((_, at) => {
        const node = nodes[(at - shift + nodes.length) % nodes.length];
        return { ...node, edges: node.edges.map((edge) => ({ ...edge, to: moved(edge.to) })) };
      }),
    };
  },
};

/** How the file is laid out; any of these is sound. */
export function drawLayout(random: SeededRandom): Layout {
  const producer = random.pick(['node20', 'node24', 'chrome'] as const);
  const isTracked = random.chance(0.2);
  const repeatStrings = random.chance(0.1);
  if (random.chance(0.7)) return { producer, isTracked, repeatStrings };
  const more = random.chance(0.5) ? ['novel'] : [];
  const nodeFields = ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness', ...more];
  return {
    producer,
    isTracked,
    repeatStrings,
    nodeFields: random.shuffle(nodeFields),
    edgeFields: random.shuffle(['type', 'name_or_index', 'to_node', ...more]),
    locationFields: random.shuffle(['object_index', 'script_id', 'line', 'column', ...more]),
  };
}
