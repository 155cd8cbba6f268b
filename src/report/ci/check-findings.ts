import { pathInBundle, pathOfUrl, type ScriptLocation } from '../../analysis/scripts.ts';
import { hashText } from '../../base/hash.ts';
import type { Suspect } from '../../compare/suspects.ts';
import { ignorableAs, suspectOf } from '../check-parts.ts';
import type { CheckFailure, CheckReport } from '../check-report.ts';
import { fitText, safeText } from '../safe-text.ts';
import { pathText, stepText } from '../suspect-text.ts';

/** A failure of a check as the reporters for CI need it: every text safe to print, on one line. */
export interface Finding {
  readonly failure: CheckFailure;
  /** The suspect that fails, or that holds the objects that break a budget. */
  readonly suspect: Suspect | undefined;
  readonly rule: FindingRule;
  /** "Leak: Connection". */
  readonly title: string;
  readonly message: string;
  /** What more there is to say, a sentence each: who holds it, what usually ends it, what to run next. */
  readonly details: readonly string[];
  /** Where in the repository somebody should look; undefined where nothing of it is in there. */
  readonly place: SourcePlace | undefined;
  /** The way from a root to one of the objects. */
  readonly steps: readonly FindingStep[];
  /** Hexadecimal digits, of a suspect its own: the same in the next run, whatever the numbers are; no two of a report are alike. */
  readonly fingerprint: string;
}

/** What kind of finding it is. Not from the heap. */
export interface FindingRule {
  readonly id: string;
  /** One clause. */
  readonly words: string;
  readonly remedy: string;
}

export interface FindingStep {
  readonly text: string;
  readonly place: SourcePlace | undefined;
}

/** A file of the repository, with "/" and from its root, and a place in it, counted from 1; its beginning where only the file is known. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A title with more than this is cut by those that show it. */
const maxTitleLength = 120;
export const maxMessageLength = 1000;
/** A longer name is no file's. */
const maxPathLength = 1000;

/** The failures of a check, in its order. @param root the repository's folder, absolute */
export function findingsOf(report: CheckReport, root: string): Finding[] {
  const seen = new Map<string, number>();
  return report.failures.map((failure) => {
    const suspect = suspectOf(report, failure);
    const rule = ruleOf(failure, suspect);
    const identity = failure.kind === 'suspect' ? `${failure.fingerprint}` : identityOf(failure, rule);
    const earlier = seen.get(identity) ?? 0;
    seen.set(identity, earlier + 1);
    return {
      failure,
      suspect,
      rule,
      title: titleOf(failure),
      message: fitText(failure.message, maxMessageLength),
      details: detailsOf(failure, suspect),
      place: placeOf(failure, root),
      steps: failure.path.map((step) => ({
        text: fitText(stepText(step), maxTitleLength),
        place: sourcePlace(step.location, root),
      })),
      fingerprint: fingerprintOf(failure, identity, earlier),
    };
  });
}

/** The failure of a suspect, if it has one. */
export function failureOf({ failures }: CheckReport, { rank }: Suspect): CheckFailure | undefined {
  return failures.find(({ kind, suspectRank }) => kind === 'suspect' && suspectRank === rank);
}

const ownRules: Readonly<Record<CheckFailure['kind'], FindingRule>> = {
  suspect: {
    id: 'leak',
    words: 'objects gather under one that lives longer, and stay',
    remedy: 'Take them out of what holds them when they are done with.',
  },
  budget: {
    id: 'budget',
    words: 'the heap grew by more than its budget allows',
    remedy: 'Find what holds the new objects; if they are meant to stay, raise the budget.',
  },
  growth: {
    id: 'growth',
    words: 'the heap grew between two processes',
    remedy: 'Take two snapshots of one process to learn who holds it, or set a budget.',
  },
};

function ruleOf({ kind }: CheckFailure, suspect: Suspect | undefined): FindingRule {
  return (kind === 'suspect' && suspect?.rule) || ownRules[kind];
}

const titleWords: Readonly<Record<CheckFailure['kind'], string>> = {
  suspect: 'Leak',
  budget: 'Over budget',
  growth: 'Growth',
};

function titleOf({ kind, className, budget }: CheckFailure): string {
  const what = className ?? budget?.key ?? 'the whole heap';
  return fitText(`${titleWords[kind]}: ${what.trim() === '' ? `"${what}"` : what}`, maxTitleLength);
}

function detailsOf(failure: CheckFailure, suspect: Suspect | undefined): string[] {
  const { path, location, next } = failure;
  const rule = suspect?.rule;
  const ignorable = ignorableAs(failure);
  const url = location?.url ?? '';
  return [
    ...(path.length > 0 ? [`Held by: ${pathText(path)}`] : []),
    ...(location && url !== ''
      ? [`Defined at: ${pathOfUrl(url)}:${location.line + 1}:${location.column + 1}`]
      : []),
    ...(rule ? [`Kind of leak: ${rule.words}. ${rule.remedy}`] : []),
    ...(suspect?.evidence ?? []),
    ...(ignorable === undefined ? [] : [`To ignore it: --ignore ${ignorable}`]),
    `Next: ${next}`,
  ].map((line) => fitText(line, maxMessageLength));
}

/** Its own place; failing that, the place of the last step before it that the repository has. */
function placeOf({ location, path }: CheckFailure, root: string): SourcePlace | undefined {
  for (const candidate of [location, ...path.toReversed().map((step) => step.location)]) {
    const place = sourcePlace(candidate, root);
    if (place) return place;
  }
  return undefined;
}

/** Where a location is in the repository; undefined where it is elsewhere, in a package, or nowhere. */
export function sourcePlace(
  location: ScriptLocation | null | undefined,
  root: string,
): SourcePlace | undefined {
  if (!location) return undefined;
  const path = pathOf(location.url ?? '');
  const relative = path === undefined ? undefined : pathInside(path, root);
  if (relative === undefined || relative.length > maxPathLength) return undefined;
  if (`/${relative}`.includes('/node_modules/')) return undefined;
  // A compiled line would mark another one of the source.
  if (location.isCompiled) return { path: safeText(relative), line: 1, column: 1 };
  return {
    path: safeText(relative),
    line: Math.max(location.line, 0) + 1,
    column: Math.max(location.column, 0) + 1,
  };
}

/** The path of a file below a folder, with "/"; undefined where it is not below it. */
export function pathInside(path: string, folder: string): string | undefined {
  const parts = partsOf(path);
  if (!isAbsolute(path)) return parts === undefined || parts.length === 0 ? undefined : parts.join('/');
  const above = partsOf(folder);
  if (!parts || !above || parts.length <= above.length) return undefined;
  // On Windows V8 and the environment write the drive's letter in either case.
  const isSame = (part: string, index: number): boolean =>
    part === parts[index] || (drive.test(part) && part.toLowerCase() === parts[index].toLowerCase());
  return above.every(isSame) ? parts.slice(above.length).join('/') : undefined;
}

const drive = /^[a-z]:/i;

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:[\\/]/i.test(path);
}

/** Without "." and ".."; undefined where it would lead above where it starts. A backslash parts on Windows only. */
function partsOf(path: string): string[] | undefined {
  const parts: string[] = [];
  for (const part of (drive.test(path) ? path.replaceAll('\\', '/') : path).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts;
}

/** The path of a script as V8 names it; undefined for what is no file: "node:events", "evalmachine.<anonymous>". */
function pathOf(url: string): string | undefined {
  const path = pathOfUrl(url);
  if (isAbsolute(path)) return path;
  // What bundlers call a source of theirs is below their project's folder: "webpack://app/./src/app.ts".
  const bundled = pathInBundle(url);
  return /^\w[\w+.-]*:/.test(bundled) || !/\.[cm]?[jt]sx?$/.test(bundled) ? undefined : bundled;
}

/** What makes a failure that is of no suspect the same one in the next run: no id and no number. */
function identityOf({ kind, className, budget }: CheckFailure, rule: FindingRule): string {
  return JSON.stringify([kind, rule.id, className, budget?.key ?? null, null]);
}

/** @param earlier how many of the report's failures before it have the same identity */
function fingerprintOf({ kind }: CheckFailure, identity: string, earlier: number): string {
  if (kind === 'suspect' && earlier === 0) return identity;
  return hashText(earlier === 0 ? identity : `${identity}\n${earlier}`);
}
