import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFiles } from '../../src/files/compare-files.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { snapshotBytes, type Drawing, type DrawnNode } from './draw-heap.ts';

/** What an object of a drawn process is; a plain name is an object of that class, of 100 bytes. */
export interface Look {
  readonly kind?: string;
  readonly name: string;
  readonly size?: number;
  /** Where its constructor stands: script id, line, column. */
  readonly at?: readonly [number, number, number];
}

/** A reference, by its name. */
interface Hold {
  readonly target: string;
  /** V8's type of it: `property`, `context`, `internal`, … */
  readonly kind: string;
}

/**
 * A process to draw a series of snapshots of: objects come and go, and keep their ids. It begins with
 * an object "app" of class App, and a hundred old ones that tell its snapshots from another process's.
 */
export class DrawnProcess {
  readonly snapshots: Drawing[] = [];
  readonly #objects = new Map<string, { look: Look; id: number; held: Map<string, Hold> }>();
  #nextId: number;
  readonly #idStep: number;

  /** @param firstId and how far apart ids are: V8's are odd numbers */
  constructor(firstId = 1, idStep = 2) {
    this.#nextId = firstId;
    this.#idStep = idStep;
    this.#make('root', { kind: 'synthetic', name: '', size: 0 });
    this.put('root', 'app', 'App');
    for (let i = 0; i < 100; i++) this.put('app', `old${i}`, { name: `Old${i}`, size: 40 });
  }

  /**
   * Makes an object, held by another's property of its label; a label that lives is made anew, as an object that
   * is replaced by another.
   */
  put(holder: string, label: string, look: Look | string, kind?: string): void {
    this.#make(label, typeof look === 'string' ? { name: look } : look);
    this.hold(holder, label, label, kind);
  }

  hold(holder: string, label: string, property = label, kind = 'property'): void {
    this.#held(holder).set(property, { target: label, kind });
  }

  /** Makes an object bigger or smaller, which stays the same one: memory outside V8's heap may. */
  resize(label: string, size: number): void {
    const object = this.#objects.get(label);
    if (!object) throw new Error(`the drawn process has no "${label}"`);
    object.look = { ...object.look, size };
  }

  /** Makes a function in a script, so that the script has a URL, for all that is "at" it. */
  putScript(holder: string, at: readonly [number, number, number], url: string): void {
    const put = (above: string, property: string, label: string, name: string): void => {
      this.#make(label, { kind: 'code', name });
      this.hold(above, label, property, 'internal');
    };
    const load = `load of ${url}`;
    this.put(holder, load, { kind: 'closure', name: 'load', at });
    put(load, 'shared', `info of ${load}`, 'load');
    put(`info of ${load}`, 'script_or_debug_info', `script of ${load}`, url);
  }

  drop(holder: string, property: string): void {
    this.#held(holder).delete(property);
  }

  #make(label: string, look: Look): void {
    this.#objects.set(label, { look, id: this.#nextId, held: new Map() });
    this.#nextId += this.#idStep;
  }

  #held(label: string): Map<string, Hold> {
    const object = this.#objects.get(label);
    if (!object) throw new Error(`the drawn process has no "${label}"`);
    return object.held;
  }

  /** Draws what is alive. */
  takeSnapshot(): void {
    const positions = new Map([['root', 0]]);
    const nodes: DrawnNode[] = [];
    // A Map may grow while it is walked.
    for (const label of positions.keys()) {
      const object = this.#objects.get(label);
      if (!object) throw new Error(`the drawn process has no "${label}"`);
      const { kind = 'object', name, size = 100, at } = object.look;
      const edges = Array.from(object.held, ([property, { target, kind: edgeKind }]) => {
        const to = positions.get(target) ?? positions.size;
        positions.set(target, to);
        return { kind: edgeKind, name: property, to };
      });
      nodes.push({ label, kind, name, id: object.id, size, detachedness: 0, ...(at && { at }), edges });
    }
    this.snapshots.push({ nodes, root: 0 });
  }

  follow(): Promise<Comparison> {
    return withDrawnFiles(this.snapshots, (files) => compareFiles(files));
  }
}

/** Writes drawings as V8 would, 0.heapsnapshot and so on, for as long as `use` takes. */
export async function withDrawnFiles<Result>(
  drawings: readonly Drawing[],
  use: (files: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-series-'));
  try {
    const files = drawings.map((_, index) => join(folder, `${index}.heapsnapshot`));
    for (const [index, drawing] of drawings.entries()) {
      await writeFile(files[index] ?? '', snapshotBytes(drawing));
    }
    return await use(files);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The snapshots of a small process whose pool keeps five connections more at each: 5, 10, 15, 20. For tests of what the
 * program does around a heap, where a real one of 7 MB would only take longer.
 */
export function drawSmallLeak(): readonly Drawing[] {
  const process = new DrawnProcess();
  process.put('app', 'pool', 'Pool');
  for (let count = 5; count <= 20; count += 5) {
    for (let i = count - 5; i < count; i++) {
      process.put('pool', `connection${i}`, 'Connection');
      process.put(`connection${i}`, `endpoint${i}`, 'Endpoint');
    }
    // Constructors of which there is one more or less, as in any heap.
    for (let i = 0; i < 25; i++) process.put('app', `part${i}`, `Part${i}`);
    process.takeSnapshot();
  }
  return process.snapshots;
}

/** Writes those snapshots into a folder as 0.heapsnapshot to 3.heapsnapshot, and gives their paths. */
export function writeSmallLeak(folder: string): [first: string, second: string, third: string, last: string] {
  const pathOf = (index: number): string => join(folder, `${index}.heapsnapshot`);
  for (const [index, drawing] of drawSmallLeak().entries()) {
    writeFileSync(pathOf(index), snapshotBytes(drawing));
  }
  return [pathOf(0), pathOf(1), pathOf(2), pathOf(3)];
}

/** Runs `interval` before each snapshot, given the snapshot's index, and says what followed from it. */
export function followDrawn(
  snapshotCount: number,
  start: (process: DrawnProcess) => void,
  interval: (process: DrawnProcess, index: number) => void,
): Promise<Comparison> {
  const process = new DrawnProcess();
  start(process);
  for (let index = 0; index < snapshotCount; index++) {
    interval(process, index);
    process.takeSnapshot();
  }
  return process.follow();
}

/** Puts into the app's `cache` as many entries in each interval as the numbers say; 20 are there at first. */
export function growCache(
  added: readonly number[],
  look: Look | string = 'Entry',
  first = 20,
): Promise<Comparison> {
  return followDrawn(
    added.length + 1,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      const count = index === 0 ? first : (added[index - 1] ?? 0);
      for (let i = 0; i < count; i++) process.put('cache', `entry${index}_${i}`, look);
    },
  );
}
