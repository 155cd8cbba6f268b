/** Told how far a long piece of work is. Called a few hundred times at most; must not throw. */
export interface Progress {
  /**
   * @param phase what is being done, for a person ("reading api.heapsnapshot")
   * @param done amount done, in bytes when reading, else a fraction of `total`
   * @param total amount in all; undefined when nobody knows (standard input)
   */
  (phase: string, done: number, total: number | undefined): void;
}

export const noProgress: Progress = () => {};

/** To hand progress to another thread costs more than to draw it. */
const stepSize = 16e6;

/** Tells each phase, and within one every 16 MB. */
export function inSteps(tell: Progress): Progress {
  let [toldPhase, toldDone] = ['', 0];
  return (phase, done, total) => {
    if (phase === toldPhase && done - toldDone < stepSize) return;
    [toldPhase, toldDone] = [phase, done];
    tell(phase, done, total);
  };
}
