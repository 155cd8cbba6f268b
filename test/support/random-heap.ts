import fc from 'fast-check';
import type { Drawing, DrawnEdge, DrawnNode } from './draw-heap.ts';

/** Kinds and names that rules are made of come often, so that rules meet. */
const nodeLook = fc.oneof(
  { weight: 4, arbitrary: fc.constant(['object', 'Foo'] as const) },
  { weight: 3, arbitrary: fc.constant(['object', 'Object'] as const) },
  { weight: 2, arbitrary: fc.constant(['array', '(object elements)'] as const) },
  { weight: 2, arbitrary: fc.constant(['hidden', 'system / Map'] as const) },
  fc.constantFrom(
    ['array', '(map descriptors)'] as const,
    ['hidden', 'system / NativeContext'] as const,
    ['object', 'Array'] as const,
    ['closure', 'Array'] as const,
    ['object', 'Function'] as const,
    ['native', '<div id="a">'] as const,
    ['native', 'Window'] as const,
    ['native', 'system / ExternalStringData'] as const,
    ['native', 'system / JSArrayBufferData'] as const,
    ['synthetic', '(GC roots)'] as const,
    ['synthetic', '(Document DOM trees)'] as const,
    ['string', 'text'] as const,
    ['code', ''] as const,
    ['quantum', '__proto__'] as const,
  ),
);

const edgeLook: fc.Arbitrary<Pick<DrawnEdge, 'kind' | 'name'>> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('property'),
      name: fc.constantFrom('a', 'b', 'c', 'd, e', '__proto__', 'sloppy_function_map', '4'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('element', 'hidden'), name: fc.nat(8) }) },
  fc.record({
    kind: fc.constantFrom('weak', 'shortcut', 'context', 'telepathic'),
    name: fc.constantFrom('4', 'x'),
  }),
  fc.record({
    kind: fc.constant('internal'),
    name: fc.constantFrom('elements', 'map', 'sloppy_function_map'),
  }),
);

/** Heaps that nobody would draw: orphans, cliques nobody holds, loops, WeakMap pairs, several user roots. */
export function randomHeap({ maxNodes = 14 } = {}): fc.Arbitrary<Drawing> {
  const place = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.nat(1), fc.nat(1));
  const node = fc.record({
    look: nodeLook,
    size: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 99 }) }, fc.constant(0)),
    detachedness: fc.constantFrom(0, 0, 0, 1, 2),
    at: fc.option(place, { nil: undefined }),
  });
  return fc.array(node, { minLength: 1, maxLength: maxNodes }).chain((looks) => {
    const end = fc.nat(looks.length);
    return fc
      .record({
        edges: fc.array(fc.tuple(end, end, edgeLook), { maxLength: looks.length * 3 }),
        rootEdges: fc.array(fc.tuple(end, edgeLook), { maxLength: 4 }),
        pairs: fc.array(fc.tuple(end, end, end), { maxLength: 3 }),
      })
      .map(({ edges, rootEdges, pairs }) => {
        const nodes: DrawnNode[] = [
          { look: ['synthetic', ''] as const, size: 0, detachedness: 0 },
          ...looks,
        ].map(({ look: [kind, name], ...rest }, i) => ({
          label: i === 0 ? 'root' : `n${i}`,
          kind,
          name,
          id: 2 * i + 1,
          edges: [],
          size: rest.size,
          detachedness: rest.detachedness,
          ...('at' in rest && rest.at ? { at: rest.at } : {}),
        }));
        for (const [to, look] of rootEdges) nodes[0].edges.push({ ...look, to });
        for (const [from, to, look] of edges) nodes[from].edges.push({ ...look, to });
        for (const [number, [table, key, value]] of pairs.entries()) {
          const text = `part of key (K @${nodes[key].id}) -> value (V @${nodes[value].id}) pair in WeakMap (table @${nodes[table].id})`;
          nodes[table].edges.push({ kind: 'internal', name: `${2 * number} / ${text}`, to: value });
          nodes[key].edges.push({ kind: 'internal', name: `${2 * number + 1} / ${text}`, to: value });
        }
        return { nodes, root: 0 };
      });
  });
}
