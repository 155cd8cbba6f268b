import { heapNumbers, type HeapNumbers } from '../preload/timeline-sample.cts';

/**
 * Evaluated in a process through its inspector. It returns at once and leaves nothing behind, neither
 * a listener nor a timer: what is asynchronous there runs without `require`, and its error would end the process.
 *
 * @param require an expression that gives the target's own
 */
export const heapExpression = (require: string): string => `(() => {
  const v8 = ${require}('node:v8');
  return JSON.stringify({
    memory: process.memoryUsage(),
    spaces: v8.getHeapSpaceStatistics(),
    heapLimit: v8.getHeapStatistics().heap_size_limit,
    node: process.versions.node,
  });
})()`;

/** @param value what the expression returned @returns null of anything else */
export function parseHeap(value: unknown): { readonly heap: HeapNumbers; readonly node: string } | null {
  try {
    const { memory, spaces, heapLimit, node } = JSON.parse(String(value)) as Answer;
    const heap = heapNumbers(memory, spaces, heapLimit);
    return Object.values(heap).every((amount) => Number.isFinite(amount))
      ? { heap, node: String(node) }
      : null;
  } catch {
    return null;
  }
}

interface Answer {
  readonly memory: NodeJS.MemoryUsage;
  readonly spaces: Parameters<typeof heapNumbers>[1];
  readonly heapLimit: number;
  readonly node: string;
}
