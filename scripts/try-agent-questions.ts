// Asks twenty questions about labelled programs through the tools of `snapdiff mcp` alone, by a fixed course of calls, as an agent
// does that knows nothing of them, and holds the answers against the labels:
//
//     npm run build && node --import tsx scripts/try-agent-questions.ts
//
// Prints a line for each question, then how many calls and bytes they took, as in docs/agents.md; ends with 1 if an answer was wrong.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { readLabelledPrograms, type LabelledProgram } from '../test/support/labelled-programs.ts';
import { connect } from '../test/support/mcp-client.ts';
import { evenPlan, writeSnapshotsOf } from '../test/support/run-program.ts';

interface SuspectRow {
  readonly class: string;
  readonly held_by: { readonly how: string };
}

/** What the tools say of a program. */
interface Findings {
  readonly verdict: string;
  readonly suspects: readonly SuspectRow[];
  /** Of the first suspect. */
  readonly kind: string;
  /** How it is held, without places: files are called after their leak. */
  readonly held: string;
  readonly counts: readonly number[];
  readonly ownedObjects: number;
  readonly fields: readonly string[];
}

type Ask = (found: Findings, labelled: LabelledProgram) => boolean;

const firstClass: Ask = ({ suspects: [first] }, { leaks }) =>
  leaks.some(({ classNames }) => classNames.some((name) => isSame(name, first?.class)));
const isSame = (label: string, name: string | undefined): boolean =>
  name === label || (label === 'Object' && name?.startsWith('{') === true);

const questions: Readonly<Record<string, Ask>> = {
  'does it leak?': ({ verdict }, { wanted }) => verdict === wanted,
  'is it healthy?': ({ verdict, suspects }) => verdict === 'no-leak' && suspects.length === 0,
  'which class leaks?': firstClass,
  'which classes leak?': ({ suspects }, { leaks }) =>
    suspects.length === leaks.length &&
    leaks.every(({ classNames }) => suspects.some((each) => isSame(classNames[0], each.class))),
  'who holds it, by which variable, property or event?': ({ held }, { leaks }) =>
    leaks.some(({ paths }) => paths.some((path) => held.includes(path))),
  'what kind of leak is it?': ({ kind }, { leaks: [leak] }) => kind.startsWith(`${leak.kind}: `),
  'how many are there at the end, and are all held?': ({ counts, ownedObjects }) =>
    ownedObjects > 0 && counts.at(-1) === ownedObjects,
  'what is in one of them?': ({ fields }) => fields.includes('user') && fields.includes('visits'),
};

const inquiries: Readonly<Record<string, readonly (keyof typeof questions)[]>> = {
  'map-cache': [
    'does it leak?',
    'which class leaks?',
    'who holds it, by which variable, property or event?',
    'how many are there at the end, and are all held?',
    'what is in one of them?',
  ],
  'emitter-listeners': ['which class leaks?', 'what kind of leak is it?'],
  timeouts: ['who holds it, by which variable, property or event?', 'what kind of leak is it?'],
  'pending-promise': ['which class leaks?', 'what kind of leak is it?'],
  'two-leaks': ['does it leak?', 'which classes leak?'],
  'static-registry': ['which class leaks?', 'who holds it, by which variable, property or event?'],
  'linked-list': ['which class leaks?', 'who holds it, by which variable, property or event?'],
  'lru-in-churn': ['is it healthy?'],
  'weak-cache': ['is it healthy?'],
  'ring-buffer': ['is it healthy?'],
};

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-questions-'));
let [asked, wrong, calls, bytes, largest] = [0, 0, 0, 0, 0];
try {
  const programs = new Map(readLabelledPrograms().map((labelled) => [labelled.program, labelled]));
  const { client, call } = await connect({ roots: [folder], revision: 'newest' });
  const use = async (name: string, values: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const { text, data, isError } = await call(name, values);
    if (isError) throw new Error(`${name}: ${text}`);
    calls++;
    bytes += Buffer.byteLength(text);
    largest = Math.max(largest, Buffer.byteLength(text));
    return data;
  };
  for (const [program, names] of Object.entries(inquiries)) {
    const labelled = programs.get(program);
    if (!labelled) throw new Error(`there is no program ${program}`);
    mkdirSync(join(folder, program));
    const files = await writeSnapshotsOf(program, evenPlan, join(folder, program));
    const found = await investigate(use, files);
    for (const name of names) {
      const isRight = questions[name](found, labelled);
      asked++;
      if (!isRight) wrong++;
      console.log(`${isRight ? 'right' : 'WRONG'}  ${program}: ${name}`);
      if (!isRight) console.log(JSON.stringify(found));
    }
  }
  await client.close();
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  `${asked} questions, ${asked - wrong} right; ${calls} calls, ${bytes} bytes of answers, the largest ${largest}`,
);
process.exit(wrong === 0 ? 0 : 1);

/** The course: compare; of what is suspected the first suspect, its owners, and one object. */
async function investigate(
  use: (name: string, values: Record<string, unknown>) => Promise<Record<string, unknown>>,
  snapshots: readonly string[],
): Promise<Findings> {
  const { verdict, suspects } = (await use('compare_snapshots', { snapshots })) as {
    verdict: string;
    suspects: readonly SuspectRow[];
  };
  const none = { kind: '', held: '', counts: [], ownedObjects: 0, fields: [] };
  const [first] = suspects;
  if (!first) return { verdict, suspects, ...none };
  const suspect = (await use('show_suspect', { snapshots })) as {
    kind?: string;
    counts: readonly number[];
    object_ids: readonly number[];
    path: readonly Record<string, unknown>[];
  };
  const snapshot = snapshots.at(-1);
  const { objects } = (await use('show_owners', { snapshot, class: first.class })) as { objects: number };
  const { fields } = (await use('show_object', { snapshot, id: suspect.object_ids[0] })) as {
    fields: readonly { name?: string }[];
  };
  return {
    verdict,
    suspects,
    kind: suspect.kind ?? '',
    held: `${first.held_by.how} ${JSON.stringify(suspect.path.map(({ held_by, name }) => [held_by, name]))}`,
    counts: suspect.counts,
    ownedObjects: objects,
    fields: fields.map(({ name = '' }) => name),
  };
}
