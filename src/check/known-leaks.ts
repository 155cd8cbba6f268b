import { joinSentences, name, sentence, type Sentence } from '../base/sentence.ts';
import { formatCount } from '../base/units.ts';
import type { Suspect } from '../compare/suspects.ts';
import type { CheckInput } from './check-input.ts';
import { describeValue, type ConfigPlace } from './config-place.ts';

/** A leak that a config knows: of this fingerprint. */
export interface KnownLeakConfig {
  /**
   * As a report says it, 16 lower-case hexadecimal digits.
   *
   * @pattern ^[0-9a-f]{16}$
   */
  readonly fingerprint: string;
  /** Why it is let be: for whoever reads the report. */
  readonly reason?: string;
  /**
   * The last day, in UTC, on which it does not fail: "2026-12-31".
   *
   * @pattern ^\d{4}-\d{2}-\d{2}$
   */
  readonly until?: string;
}

/** The same, with where it stands, for messages. */
export interface KnownLeak extends KnownLeakConfig {
  /** "snapdiff.config.json: knownLeaks[0]", "--ignore fingerprint:0123456789abcdef" */
  readonly source: string;
}

/**
 * What became of a known leak. `ignored`: it is there, and does not fail. `expired`: it is there, and its day has passed.
 * `absent`: no suspect has its fingerprint. `unknown`: of two processes, or a baseline file, there are no suspects.
 */
export type KnownLeakState = 'ignored' | 'expired' | 'absent' | 'unknown';

/** A known leak, held against the suspects. */
export interface KnownLeakResult {
  readonly fingerprint: string;
  /** null: none was given. */
  readonly reason: string | null;
  /** null: for ever. */
  readonly until: string | null;
  /** Where it is said to be known. */
  readonly source: string;
  readonly state: KnownLeakState;
  /** Of the suspect; null where there is none. */
  readonly className: string | null;
  readonly suspectRank: number | null;
}

/** Before a fingerprint in a list of constructors. */
export const fingerprintPrefix = 'fingerprint:';

/** @throws SnapdiffError that names the key */
export function readKnownLeaks(value: unknown, at: ConfigPlace): KnownLeak[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw at.fault(`${describeValue(value)} is not a list`, `write [${example}]`);
  return value.map((leak: unknown, index) => readKnownLeak(leak, at.at(index)));
}

const example = '{ "fingerprint": "0123456789abcdef", "reason": "…", "until": "2027-01-31" }';

/** @param value a fingerprint, or a record with one @throws SnapdiffError that names the key */
export function readKnownLeak(value: unknown, at: ConfigPlace): KnownLeak {
  const source = at.key === '' ? at.source : `${at.source}: ${at.key}`;
  if (typeof value === 'string') return { fingerprint: readFingerprint(value, at), source };
  const { fingerprint, reason, until } = at.object(value, `write ${example}`, [
    'fingerprint',
    'reason',
    'until',
  ]);
  if (reason !== undefined && typeof reason !== 'string') {
    throw at.of('reason').fault(`${describeValue(reason)} is not a text`, 'write why the leak is let be');
  }
  return {
    fingerprint: readFingerprint(fingerprint, at.of('fingerprint')),
    ...(reason !== undefined && { reason }),
    ...(until !== undefined && { until: readDay(until, at.of('until')) }),
    source,
  };
}

function readFingerprint(value: unknown, at: ConfigPlace): string {
  if (typeof value === 'string' && /^[\da-f]{16}$/.test(value)) return value;
  const isPrefixed = typeof value === 'string' && value.startsWith(fingerprintPrefix);
  throw at.fault(
    `${describeValue(value)} is not a fingerprint`,
    isPrefixed
      ? `write it without "${fingerprintPrefix}", which is for ignore`
      : 'write the 16 digits that the report says',
  );
}

function readDay(value: unknown, at: ConfigPlace): string {
  const [, year, month, day] = (typeof value === 'string' && /^(\d{4})-(\d\d)-(\d\d)$/.exec(value)) || [];
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // The 30th of February would be one of March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(String(value))) return String(value);
  throw at.fault(`${describeValue(value)} is not a day`, 'write it as "2027-01-31"');
}

/** Holds the known leaks against the suspects. @param today in UTC, as "2026-12-31" */
export function judgeKnownLeaks(
  known: readonly KnownLeak[],
  { suspects, verdict }: Pick<CheckInput, 'suspects' | 'verdict'>,
  today: string,
): KnownLeakResult[] {
  return known.map(({ fingerprint, reason = null, until = null, source }) => {
    const suspect = suspects.find((candidate) => candidate.fingerprint === fingerprint);
    const found = until !== null && until < today ? 'expired' : 'ignored';
    return {
      fingerprint,
      reason,
      until,
      source,
      state: suspect ? found : verdict === null ? 'unknown' : 'absent',
      className: suspect?.className ?? null,
      suspectRank: suspect?.rank ?? null,
    };
  });
}

/** The known leak that a suspect is, in a state; undefined where it is none. */
export function knownLeakOf(
  known: readonly KnownLeakResult[],
  { fingerprint }: Pick<Suspect, 'fingerprint'>,
  state: KnownLeakState,
): KnownLeakResult | undefined {
  // Who knows it twice, once for ever, knows it for ever.
  const ofSuspect = known.filter((leak) => leak.fingerprint === fingerprint);
  const isIgnored = ofSuspect.some((leak) => leak.state === 'ignored');
  return state === 'expired' && isIgnored ? undefined : ofSuspect.find((leak) => leak.state === state);
}

/** Those that are ignored, each once: of one that is known several times what lets it be longest. */
export function ignoredOnce(known: readonly KnownLeakResult[]): KnownLeakResult[] {
  const lasting = new Map<string, KnownLeakResult>();
  for (const leak of known) {
    if (leak.state !== 'ignored') continue;
    const other = lasting.get(leak.fingerprint);
    if (!other || lastsLonger(leak, other)) lasting.set(leak.fingerprint, leak);
  }
  return [...lasting.values()];
}

function lastsLonger(leak: KnownLeakResult, other: KnownLeakResult): boolean {
  return other.until !== null && (leak.until === null || leak.until > other.until);
}

/** " 1 known leak ignored: Connection (0123456789abcdef, until 2027-01-31: will go with the new pool)."; [] where none is. */
export function ignoredLeaks(known: readonly KnownLeakResult[]): Sentence {
  const ignored = ignoredOnce(known);
  if (ignored.length === 0) return [];
  const leaks = `${formatCount(ignored.length)} known ${ignored.length === 1 ? 'leak' : 'leaks'} ignored`;
  const told = ignored.slice(0, maxTold).map(describeKnownLeak);
  const more = ignored.length - told.length;
  if (more > 0) told.push([`${formatCount(more)} more`]);
  return sentence` ${leaks}: ${joinSentences(told, ', ')}.`;
}

const maxTold = 3;

/** "Connection (0123456789abcdef, until 2027-01-31: will go with the new pool)" */
export function describeKnownLeak({ className, fingerprint, until, reason }: KnownLeakResult): Sentence {
  const untilWhen = until === null ? '' : `, until ${until}`;
  const why = reason === null || reason === '' ? '' : sentence`: ${name(cut(reason))}`;
  return sentence`${name(cut(className ?? 'a leak'))} (${fingerprint}${untilWhen}${why})`;
}

/** What is known and is not there any more, or not yet: a warning for each. */
export function absentLeaks(known: readonly KnownLeakResult[]): Sentence[] {
  return known
    .filter(({ state }) => state === 'absent')
    .map(({ fingerprint, source, reason }) => {
      const why = reason === null || reason === '' ? '' : sentence` (${name(cut(reason))})`;
      return sentence`The known leak ${fingerprint}${why} did not show: remove it from ${name(source)}?`;
    });
}

/** What a failure adds where its leak was known for a time: "; known until 2026-12-31, which has passed". */
export function expiredText(leak: KnownLeakResult | undefined): Sentence {
  return leak?.until ? [`; known until ${leak.until}, which has passed`] : [];
}

function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}

const maxTextLength = 120;
