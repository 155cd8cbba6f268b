import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;
/** With less there is nothing to gain, and to collect takes a tenth of the time of a small comparison. */
const maxUncollected = 16 * 1024 * 1024;

/** Bytes of arrays outside V8's heap that the last collection left. */
let bytesKept = 0;

/**
 * Collects garbage at once. What a phase leaves behind are arrays outside V8's heap, which V8 lets
 * pile up because its own heap is small.
 *
 * @param age `old` when a whole snapshot has become garbage: always collected. `young` for what the
 *   last phase left: a collection costs some milliseconds, so only when a third more was allocated.
 */
export function freeMemory(age: 'young' | 'old'): void {
  collect ??= prepareEngine();
  const { arrayBuffers } = process.memoryUsage();
  if (arrayBuffers < (age === 'young' ? Math.max(maxUncollected, bytesKept * (4 / 3)) : maxUncollected))
    return;
  collect();
  bytesKept = process.memoryUsage().arrayBuffers;
}

function prepareEngine(): () => void {
  // Half of a small comparison's CPU went into compiling its few large loops. Inlining into them, and
  // copying their first turn out, makes each compilation dearer and no loop faster.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=50');
  setFlagsFromString('--no-turbo-loop-peeling');
  // A loop that waits in the interpreter for its compilation costs more than the compilation. From Node 24
  // on it waits in Maglev's code, and by this flag would stay there: twice the time.
  if (Number.parseInt(process.versions.node, 10) < 24) setFlagsFromString('--no-concurrent-osr');
  // The young generation of V8's heap would grow to tens of megabytes for short-lived strings.
  setFlagsFromString('--semi-space-growth-factor=1');
  // `gc` exists only in contexts made after the flag is set.
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? () => void found() : () => {};
}
