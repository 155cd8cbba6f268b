import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { repositoryPath } from './fixtures.ts';

/** What a judgement must say: the class to search for and how it is held. */
export interface Leak {
  /** Names that would be right. Of an array in an object, either may be what a person searches for. */
  readonly classNames: readonly string[];
  /** Words of which the path must have one. Of two owners, each is right. */
  readonly paths: readonly string[];
  /** Heading in docs/suspects.md; undefined where none has to be told. */
  readonly kind: string | undefined;
}

export type Result = 'leak' | 'no-leak' | 'inconclusive';

/** What a program of fixtures/programs/leaks says of itself in its head comment. */
export interface LabelledProgram {
  readonly program: string;
  /** Its leaks, of which any may be named first; none for a healthy program. */
  readonly leaks: readonly Leak[];
  /** Verdicts that are not wrong. */
  readonly allowed: readonly Result[];
  /** The verdict that tells all there is to know; undefined where the best depends on the plan. */
  readonly wanted: Result | undefined;
}

/**
 * Programs whose leaks are one to whoever looks at class and path, as they are held in the same way by variables of one
 * name: docs/suspects.md, "Fingerprints".
 */
export const alike: readonly (readonly string[])[] = [['text-log', 'text-log-flattened']];

const label =
  /^\/\/ Right answer: (?<verdict>no leak|not a leak|leak|perhaps a leak)(?: of (?<classes>.+), path: (?<paths>[^,\n]+)(?:, kind: (?<kind>.+))?)?$/gm;

/** Every labelled program, by name. A head comment has one line "Right answer: …", or one for each leak. */
export function readLabelledPrograms(): LabelledProgram[] {
  return readdirSync(repositoryPath('fixtures/programs/leaks'))
    .toSorted()
    .map((file) => {
      const source = readFileSync(repositoryPath(`fixtures/programs/leaks/${file}`), 'utf8');
      const lines = [...source.matchAll(label)].map(({ groups = {} }) => groups);
      const verdict = lines[0]?.['verdict'];
      assert.ok(verdict !== undefined, `${file} does not say its right answer`);
      const isLeaking = verdict.endsWith('leak') && !verdict.startsWith('no');
      const leaks = lines.flatMap(({ classes, paths, kind }) =>
        classes === undefined || paths === undefined
          ? []
          : [{ classNames: classes.split(' | '), paths: paths.split(' | '), kind }],
      );
      assert.equal(leaks.length > 0, isLeaking, `${file} says what leaks if it leaks, and only then`);
      const wanted: Result | undefined =
        verdict === 'leak' ? 'leak' : verdict === 'no leak' ? 'no-leak' : undefined;
      const allowed: Result[] = [isLeaking ? 'leak' : 'no-leak', 'inconclusive'];
      return { program: basename(file, extname(file)), leaks, allowed, wanted };
    });
}

/** What of a suspect a label is held against. */
export interface NamedSuspect {
  readonly className: string;
  readonly path: readonly { readonly label: string; readonly text: string }[];
}

/** The leak a suspect names whole, class and path; undefined where it names none. */
export function leakNamedBy({ leaks }: LabelledProgram, suspect: NamedSuspect | undefined): Leak | undefined {
  if (!suspect) return undefined;
  const words = wordsOf(suspect);
  return leaks.find(
    ({ classNames, paths }) =>
      classNames.some((name) => isSameClass(name, suspect.className)) &&
      paths.some((path) => words.includes(path)),
  );
}

/** A suspect's path in words, as it is compared with a label: without places, as files are called after their leak. */
export function wordsOf({ path }: NamedSuspect): string {
  return path
    .map(({ label: edge, text }) => `${edge} ${text}`.replaceAll(/ \([^()]*:\d+\)/g, ''))
    .join(' › ');
}

/** Plain objects are called by their shape if there are enough of it, else "Object". */
function isSameClass(labelled: string, named: string): boolean {
  return labelled === named || (labelled === 'Object' && named.startsWith('{'));
}
