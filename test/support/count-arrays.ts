import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { collectGarbage } from './collect-garbage.ts';

/** Bytes of typed arrays: all that a pass made, and what of it is alive after it. Nothing is estimated. */
export interface ArrayBytes {
  readonly made: number;
  readonly kept: number;
}

// Code that V8 has optimized holds on to the variables of the function it was made of, and when it optimizes is chance.
for (const compiler of ['opt', 'maglev']) setFlagsFromString(`--no-${compiler}`);

const seen = new WeakSet<ArrayBufferLike>();
let made: { readonly bytes: number; readonly buffer: WeakRef<ArrayBufferLike> }[] = [];

function count(buffer: ArrayBufferLike): void {
  if (seen.has(buffer)) return;
  seen.add(buffer);
  made.push({ bytes: buffer.byteLength, buffer: new WeakRef(buffer) });
}

type Constructor = abstract new (...args: never[]) => object;

/** The arrays themselves stay those of the language: only who makes one is told of it. */
function countConstructed(name: string): void {
  const original = (globalThis as unknown as Record<string, Constructor & { prototype: object }>)[name];
  const counting = new Proxy(original, {
    construct: (target, args: unknown[], newTarget) => {
      const array = Reflect.construct(
        target,
        args,
        newTarget === counting ? target : newTarget,
      ) as Partial<ArrayBufferView>;
      count(array.buffer ?? (array as ArrayBuffer));
      return array;
    },
  });
  // `slice`, `map` and `subarray` ask an array for its constructor.
  Object.defineProperty(original.prototype, 'constructor', { value: counting });
  Object.defineProperty(globalThis, name, { value: counting });
}

const arrayNames = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];
for (const name of arrayNames) countConstructed(name);

/** Counts the arrays that some work makes; one at a time. Node's own Buffers are not counted. */
export async function countArrays<Result>(
  work: () => Result,
): Promise<{ result: Awaited<Result>; bytes: ArrayBytes }> {
  made = [];
  const result = await work();
  const mine = made;
  // A weak reference holds what it refers to until the turn is over.
  await setImmediate();
  collectGarbage();
  const sum = (parts: typeof mine): number => parts.reduce((bytes, part) => bytes + part.bytes, 0);
  const alive = mine.filter(({ buffer }) => buffer.deref() !== undefined);
  return { result, bytes: { made: sum(mine), kept: sum(alive) } };
}
