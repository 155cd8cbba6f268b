import { formatCount, formatDuration } from '../base/units.ts';
import type { Timeline } from './read-timeline.ts';
import type { Triage, TriageResult } from './triage-report.ts';

const headings: Readonly<Record<TriageResult, string>> = {
  'js-heap-leak': 'a leak in the JavaScript heap',
  'held-buffers': 'Buffers that are held',
  'large-object-growth': 'large objects that are held',
  'native-leak': 'growth outside the JavaScript heap',
  'allocator-retention': 'no leak: memory that is kept for later',
  'no-growth': 'no growth',
  inconclusive: 'not to be told yet',
};

/** The verdict as lines for a terminal. Of a file nothing but numbers gets into it. */
export function verdictLines({ pid, samples, context }: Timeline, verdict: Triage): string[] {
  const seconds = (samples.at(-1)?.uptime ?? 0) - (samples[0]?.uptime ?? 0);
  const node = context.node === null ? '' : `, Node ${context.node}`;
  return [
    `process ${pid}${node}, ${formatCount(samples.length)} samples over ${formatDuration(seconds)}`,
    `verdict   ${headings[verdict.result]} (${verdict.result}, confidence ${verdict.confidence})`,
    ...verdict.evidence.map((fact) => `          ${fact}`),
    ...(verdict.limits ?? []).map((fact, index) => `${index === 0 ? 'limits    ' : '          '}${fact}`),
    `next      ${verdict.next}`,
  ];
}
