import type { Drawing, DrawnNode } from './draw-heap.ts';
import { detachedNodes } from './naive-analysis.ts';

/**
 * Which class each object is listed under, as the rules of Chrome DevTools' Summary say it and as slow as
 * they like, on drawings.
 */

/** The shape of plain objects: its name, and the properties that make it. */
export interface NaiveShape {
  readonly name: string;
  readonly properties: readonly string[];
}

const isPlain = ({ kind, name }: DrawnNode): boolean => kind === 'object' && name === 'Object';

function propertiesOf({ edges }: DrawnNode): string[] {
  return edges.filter(({ kind }) => kind === 'property').map(({ name }) => String(name));
}

const spell = (property: string): string => (/[,'"{}]/.test(property) ? JSON.stringify(property) : property);

/** The properties an object begins with, as far as a name of 120 characters reaches; the first always. */
function beginningOf(node: DrawnNode): NaiveShape {
  const properties: string[] = [];
  let length = '{'.length;
  for (const property of propertiesOf(node)) {
    if (property === '__proto__') continue;
    const text = spell(property);
    if (length > 1 && length + text.length > 120) break;
    properties.push(property);
    length += length > 1 ? ', '.length + text.length : text.length;
  }
  return { name: `{${properties.map(spell).join(', ')}}`, properties };
}

/** Beginnings that two objects share, and one in a thousand of all plain ones; the most common first. */
export function shapesOf({ nodes }: Drawing): NaiveShape[] {
  const plain = nodes.filter(isPlain);
  const counted = new Map<string, { shape: NaiveShape; count: number }>();
  for (const node of plain) {
    const shape = beginningOf(node);
    if (shape.properties.length === 0) continue;
    const key = JSON.stringify(shape.properties);
    const known = counted.get(key);
    if (known) known.count++;
    else counted.set(key, { shape, count: 1 });
  }
  return [...counted.values()]
    .filter(({ count }) => count >= Math.max(2, plain.length / 1000))
    .toSorted((a, b) => b.count - a.count)
    .map(({ shape }) => shape);
}

/** Whether each of the properties is among the object's, as often as it is named. */
function isIn(properties: readonly string[], own: readonly string[]): boolean {
  const left = [...own];
  return properties.every((property) => {
    const at = left.indexOf(property);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function shapeOf(node: DrawnNode, shapes: readonly NaiveShape[]): NaiveShape | undefined {
  const own = propertiesOf(node);
  let best: NaiveShape | undefined;
  for (const shape of shapes) {
    if (shape.properties.length > (best?.properties.length ?? 0) && isIn(shape.properties, own)) best = shape;
  }
  return best;
}

const namesOfKinds: Readonly<Record<string, string>> = {
  hidden: '(system)',
  code: '(compiled code)',
  closure: 'Function',
  regexp: 'RegExp',
};

/** `<div id="a">` is listed as `<div>`. */
function withoutAttributes(name: string): string {
  return name.replace(/^((?:Detached )?<[^ ]*) [^]*$/, '$1>');
}

/**
 * node → the key of its class: `scriptId,line,column,Name`, or `,Name` where no place is known.
 *
 * @param shapes the drawing's own, or another's in a comparison
 */
export function classKeysOf(drawing: Drawing, shapes: readonly NaiveShape[] = shapesOf(drawing)): string[] {
  const detached = detachedNodes(drawing);
  return drawing.nodes.map((node, position) => {
    const { kind, name, at } = node;
    if (kind !== 'object' && kind !== 'native') return `,${namesOfKinds[kind] ?? `(${kind})`}`;
    const shape = isPlain(node) ? shapeOf(node, shapes) : undefined;
    const className = shape?.name ?? withoutAttributes(detached.has(position) ? `Detached ${name}` : name);
    return `${kind === 'object' && at ? at.join(',') : ''},${className}`;
  });
}
