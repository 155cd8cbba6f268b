import { SnapdiffError } from '../base/errors.ts';
import { nearestName } from './nearest-name.ts';

/** A place in a config, as messages name it: "snapdiff.config.json: budgets.Connection.count". */
export class ConfigPlace {
  readonly source: string;
  readonly key: string;

  constructor(source: string, key: string) {
    this.source = source;
    this.key = key;
  }

  of(key: string): ConfigPlace {
    return new ConfigPlace(this.source, this.key === '' ? key : `${this.key}.${key}`);
  }

  at(index: number): ConfigPlace {
    return new ConfigPlace(this.source, `${this.key}[${index}]`);
  }

  fault(problem: string, advice: string): SnapdiffError {
    const where = this.key === '' ? this.source : `${this.source}: ${this.key}`;
    return new SnapdiffError(`${where}: ${problem}, ${advice}`, {
      hint: 'docs/ci.md has every key of the config.',
      place: this.source,
    });
  }

  /** @param known what its keys may be; any if not given */
  object(value: unknown, advice: string, known?: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.fault(`${describeValue(value)} is not an object`, advice);
    }
    for (const key of Object.keys(value)) {
      if (!known || known.includes(key)) continue;
      const near = nearestName(known, key);
      throw this.of(key).fault(
        'unknown key',
        near === undefined ? `write one of ${known.join(', ')}` : `write ${near}`,
      );
    }
    return value as Readonly<Record<string, unknown>>;
  }
}

/** What somebody wrote, short enough for a message. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text;
}

const maxQuoted = 60;
