import { testGoldensOf } from '../support/devtools-suite.ts';

// Most writers; test/long has all, the older and the tracked heaps of each Node too.
for (const name of [
  'allocation-tracking',
  'bun',
  'chrome',
  'class-instances',
  'deno',
  'heapdump',
  'hermes',
  'node8',
  'node26-internals',
  'push-daemon-leak',
]) {
  testGoldensOf(`fixtures/snapshots/${name}`);
}
