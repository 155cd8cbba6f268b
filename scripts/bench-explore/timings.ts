import { formatCount } from '../../src/base/units.ts';

/** How long answers took, by question. */
export class Timings {
  readonly #milliseconds = new Map<string, number[]>();
  readonly #slowest = new Map<string, { ms: number; question: string }>();

  add(name: string, ms: number, question: unknown): void {
    const known = this.#milliseconds.get(name) ?? [];
    this.#milliseconds.set(name, known);
    known.push(ms);
    if (ms > (this.#slowest.get(name)?.ms ?? 0)) {
      this.#slowest.set(name, { ms, question: JSON.stringify(question) });
    }
  }

  /** Milliseconds: the middle, the 95th percentile and the most. */
  table(): string {
    const all = [...this.#milliseconds.values()].flat();
    const rows = [...this.#milliseconds].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = [...rows, ['all', all] as const].map(([name, list]) => {
      const sorted = [...list].sort((a, b) => a - b);
      const at = (share: number): string =>
        (sorted[Math.min(Math.ceil(share * sorted.length), sorted.length) - 1] ?? 0).toFixed(1);
      const cells = [formatCount(list.length), at(0.5), at(0.95), at(1)].map((cell) => cell.padStart(9));
      return `${name.padEnd(18)}${cells.join('')}   ${this.#slowest.get(name)?.question ?? ''}`.slice(0, 160);
    });
    return [`${'question'.padEnd(18)}    asked   median      95 %      most   slowest`, ...lines].join('\n');
  }
}
