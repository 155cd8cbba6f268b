import { testGoldensOf } from '../support/devtools-suite.ts';

// One of each sort of writer; test/long has all.
for (const name of [
  'allocation-tracking',
  'bun',
  'chrome',
  'class-instances',
  'deno',
  'heapdump',
  'hermes',
  'julia',
  'node8',
  'node20',
  'node26-internals',
  'push-daemon-leak',
]) {
  testGoldensOf(`fixtures/snapshots/${name}`);
}
