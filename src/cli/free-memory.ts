import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Collects garbage at once. What a phase leaves behind are arrays outside V8's heap, which V8 lets
 * pile up because its own heap is small; the same smallness makes a full collection cheap (about a
 * millisecond).
 */
export function freeMemory(): void {
  if (!collect) {
    // The young generation of V8's heap would grow to tens of megabytes for short-lived strings.
    setFlagsFromString('--semi-space-growth-factor=1');
    // `gc` exists only in contexts made after the flag is set.
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    collect = typeof found === 'function' ? () => void found() : () => {};
  }
  collect();
}
