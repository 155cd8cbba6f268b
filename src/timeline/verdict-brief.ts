import { formatCount, formatDuration } from '../base/units.ts';
import type { Timeline } from './read-timeline.ts';
import type { Triage } from './triage-report.ts';

const maxEvidence = 5;
const maxLimits = 2;

/** The verdict for an agent: the result by its name in the JSON, the first facts, and what to do, a command if there is one. */
export function verdictBrief({ pid, samples, context }: Timeline, verdict: Triage): string[] {
  const { result, confidence, evidence, limits = [], next } = verdict;
  const seconds = (samples.at(-1)?.uptime ?? 0) - (samples[0]?.uptime ?? 0);
  const node = context.node === null ? '' : `, Node ${context.node}`;
  const more = Math.max(evidence.length - maxEvidence, 0) + Math.max(limits.length - maxLimits, 0);
  return [
    `verdict: ${result}, confidence ${confidence}; process ${pid}${node}, ${formatCount(samples.length)} samples over ${formatDuration(seconds)}`,
    ...evidence.slice(0, maxEvidence).map((fact) => `- ${fact}`),
    ...limits.slice(0, maxLimits).map((fact) => `- ${fact}`),
    ...(more > 0 ? [`… ${formatCount(more)} more facts: snapdiff triage --json has all`] : []),
    nextLine(next),
  ];
}

/** "next (then …): snapdiff capture 42 --count 3": a command stands alone at the end of its line, to be run as it is. */
function nextLine(next: string): string {
  const [, command, rest] = /^(snapdiff \w+ \d+(?: --[\w-]+(?: \d\w*)?)*)[,:;]? (.*)$/s.exec(next) ?? [];
  return command === undefined ? `next: ${next}` : `next (${rest}): ${command}`;
}
