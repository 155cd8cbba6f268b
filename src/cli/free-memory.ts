import { setFlagsFromString } from 'node:v8';
import { GarbageCollector } from '../files/collect-garbage.ts';
import { setEngineFlags } from '../files/engine-flags.ts';

let collector: GarbageCollector | undefined;

/** Collects what a phase, or a whole snapshot, has left; see `GarbageCollector`. */
export function freeMemory(age: 'young' | 'old'): void {
  collector ??= prepareEngine();
  collector.free(age);
}

/** Sets flags that hold for the whole process, also for threads that are started later. */
function prepareEngine(): GarbageCollector {
  setEngineFlags();
  setFlagsFromString('--expose-gc');
  return new GarbageCollector();
}
