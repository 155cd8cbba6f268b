import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotBytes, type DrawnEdge, type DrawnNode } from './draw-heap.ts';
import { hostileNames } from './hostile-names.ts';

/** Texts that would run, ask for something, or turn a page round, where one is taken for anything but text. */
export const attacks: readonly string[] = [
  '</script><script>window.owned = 1</script>',
  '<img src=x onerror="window.owned = 1">',
  '<svg onload=window.owned=1>',
  '<!--<script>',
  ']]><iframe src="javascript:parent.owned=1">',
  'javascript:window.owned=1',
  '"><a href="javascript:window.owned=1" autofocus onfocus=window.owned=1>',
  '\u202etxt.exe\u202d\u2066\u2067',
  '${window.owned=1}{{constructor.constructor("window.owned=1")()}}',
  '<style>*{background:url(https://evil.example/x)}</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<base href="https://evil.example/"><link rel=stylesheet href=//evil.example/x.css>',
  '\u0000\u2028\u2029\ufffe',
  ...hostileNames.values(),
];

const drawn = { kind: 'object', size: 1000, detachedness: 0, edges: [] as DrawnEdge[] };

/**
 * Writes a snapshot with objects of classes of such names, and strings of such texts, each held by a property of such a name, in a
 * file of such a name. The root has the id 1, the global object 3, the first object 5.
 */
export function writeHostileSnapshot(folder: string): string {
  const global: DrawnNode = { ...drawn, label: 'global', name: 'global', id: 3, edges: [] };
  const named = (kind: string, first: number): DrawnNode[] =>
    attacks.map((name, index) => ({
      ...drawn,
      kind,
      label: `${first + index}`,
      name,
      id: 5 + 2 * (first + index),
      edges: [],
    }));
  const objects = [...named('object', 0), ...named('string', attacks.length)];
  for (const [index, { name }] of objects.entries())
    global.edges.push({ kind: 'property', name, to: 2 + index });
  const root = { ...drawn, kind: 'synthetic', label: 'root', name: '', id: 1, size: 0 };
  root.edges = [{ kind: 'shortcut', name: 'global', to: 1 }];
  const path = join(folder, '<img src=x onerror=owned=1>.heapsnapshot');
  writeFileSync(path, snapshotBytes({ nodes: [root, global, ...objects], root: 0 }));
  return path;
}
