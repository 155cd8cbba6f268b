import { shellQuote } from '../base/shell-quote.ts';
import { formatBytes } from '../base/units.ts';
import type { Capture } from '../capture/take-series.ts';
import { nextLine, quotePath } from '../report/brief/brief-parts.ts';
import { isReadByAgent } from './reading-agent.ts';

/** What was captured so far, and of which process. */
interface Captured {
  readonly written: readonly string[];
  readonly isLast: boolean;
  readonly pid: string | undefined;
  readonly worker: string | undefined;
}

/** A line for a snapshot, and after the last the command that goes on from there. Not safe to print. */
export function captureLines(capture: Capture, captured: Captured): string[] {
  const isBrief = isReadByAgent();
  const seconds = (capture.captureMs / 1000).toFixed(1);
  const path = isBrief ? quotePath(capture.path) : `${capture.path} `;
  return [
    `${path} ${formatBytes(capture.bytes)} in ${seconds} s, by ${capture.way}`,
    ...(captured.isLast ? [isBrief ? nextBrief(capture, captured) : nextStep(capture, captured)] : []),
  ];
}

function nextStep({ keepsIds }: Capture, captured: Captured): string {
  const { written, pid } = captured;
  const words = fileWords(written);
  if (written.length > 1) return `Next: snapdiff ${words}`;
  if (keepsIds || pid === undefined)
    return `Next: snapdiff summary ${words}, or take a second one later and compare both`;
  return `Next: snapdiff summary ${words}. For a pair whose objects can be compared: ${pairCommand(captured, pid)}`;
}

function nextBrief({ keepsIds }: Capture, captured: Captured): string {
  const { written, pid } = captured;
  const words = fileWords(written);
  if (written.length > 1) return nextLine(`snapdiff ${words}`);
  if (keepsIds || pid === undefined)
    return nextLine(`snapdiff summary ${words}`, 'or take a second one after more work, and compare both');
  return nextLine(pairCommand(captured, pid), 'a pair whose objects can be compared');
}

function pairCommand({ worker }: Captured, pid: string): string {
  const thread = worker === undefined ? '' : ` --worker ${shellQuote(worker)}`;
  return `snapdiff capture ${pid}${thread} --count 2 --every 10m`;
}

function fileWords(paths: readonly string[]): string {
  return paths.map((path) => shellQuote(path.startsWith('-') ? `./${path}` : path)).join(' ');
}
