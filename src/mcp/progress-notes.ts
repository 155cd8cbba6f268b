import type { Progress } from '../base/progress.ts';
import { quoted } from './heap-text.ts';

/** How far a call is, as the protocol has it: the number rises each time. */
export interface ProgressNote {
  readonly progress: number;
  readonly message: string;
}

/** Shares of a phase that are not worth a note. */
const minStep = 0.05;

/** Makes notes of progress: a whole number for each phase, and what is done of the one under way behind the point. */
export function progressNotes(tell: (note: ProgressNote) => void): Progress {
  let phaseNow: string | undefined;
  let [phases, told] = [0, -1];
  return (phase, done, total) => {
    if (phase !== phaseNow) {
      if (phaseNow !== undefined) phases++;
      phaseNow = phase;
    }
    const share = total === undefined || total <= 0 ? 0 : Math.min(done / total, 0.99);
    const progress = phases + share;
    if (progress < told + minStep) return;
    told = progress;
    tell({ progress, message: quoted(phase) });
  };
}
