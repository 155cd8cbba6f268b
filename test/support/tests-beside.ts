import { readdirSync } from 'node:fs';
import { suite } from 'node:test';

/** Runs the files of tests of a folder in this process, one after the other: each of its own would start and compile the engine anew. */
export function testsBeside(url: string): void {
  const folder = new URL('.', url);
  // Node 20 fails an assertion of its own where two modules being loaded require the same one.
  let loaded: Promise<unknown> = Promise.resolve();
  for (const name of readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()) {
    void suite(name, async () => {
      loaded = loaded.then(() => import(new URL(name, folder).href));
      await loaded;
    });
  }
}
