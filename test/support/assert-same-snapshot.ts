import assert from 'node:assert/strict';
import type { Snapshot } from '../../src/heap/heap-graph.ts';
import type { StringIndex } from '../../src/heap/index-spaces.ts';

/** As `contentOf`, but told apart quickly: a million values a fixture. */
export function assertSameSnapshot(actual: Snapshot, expected: Snapshot): void {
  const { graph, locations, strings } = actual;
  const { graph: other, locations: otherLocations, strings: otherStrings } = expected;
  const columns = (value: object): [string, unknown][] => Object.entries(value);
  const same = (name: string, one: unknown, two: unknown): void => {
    if (typeof one !== 'object' || one === null) assert.equal(one, two, name);
    else {
      const [a, b] = [one, two] as ArrayLike<unknown>[];
      assert.equal(a.length, b.length, `length of ${name}`);
      for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) assert.equal(a[i], b[i], `${name} of ${i}`);
    }
  };
  assert.deepEqual(Object.keys(graph).sort(), Object.keys(other).sort());
  for (const [name, column] of columns(graph)) same(name, column, Reflect.get(other, name));
  for (const [name, column] of columns(locations))
    same(`locations.${name}`, column, Reflect.get(otherLocations, name));
  assert.equal(strings.count, otherStrings.count);
  for (let i = 0; i < strings.count; i++) {
    const [text, otherText] = [strings.at(i as StringIndex), otherStrings.at(i as StringIndex)];
    if (text !== otherText) assert.equal(text, otherText, `string ${i}`);
  }
  assert.deepEqual(
    [actual.path, actual.fileBytes, actual.extraNativeBytes],
    [expected.path, expected.fileBytes, expected.extraNativeBytes],
  );
}
