// Runs a labelled program on a Node, and keeps what snapdiff suspects in it.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Suspect } from '../../src/compare/suspects.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { nameOfPlan, snapshotsOf, type Plan } from '../../test/support/run-program.ts';
import { repositoryPath } from '../../test/support/fixtures.ts';

const execute = promisify(execFile);

/** What differs from run to run, and is none of the leak's: everything but the Node. */
export interface Course {
  readonly name: string;
  readonly plan: Plan;
  /** The program stands in another folder under another name, edited, on a host of another name. */
  readonly isElsewhere: boolean;
}

export const courses: readonly Course[] = [
  { name: 'as it is', plan: [1, 1, 1], isElsewhere: false },
  { name: 'elsewhere', plan: [1, 4, 2], isElsewhere: true },
];

/** What has nothing to do with any leak: comments, and code that is not called. */
const edit = `// A later release.
//
const release = { version: '2.0.0' };
function describeRelease() {
  return release.version;
}
describeRelease();
`;

/** What snapdiff suspects in a program: as kept in a file, or asked anew. */
export async function suspectsOf(
  program: string,
  node: { readonly major: number; readonly path: string },
  course: Course,
  kept: string,
): Promise<readonly Suspect[]> {
  const file = join(kept, course.name.replaceAll(' ', '-'), `node${node.major}`, `${program}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as readonly Suspect[];
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-fingerprints-'));
  try {
    const files = await play(program, node.path, course, folder);
    const { suspects } = await compareFiles(files);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(suspects)}\n`);
    return suspects;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(
  program: string,
  node: string,
  { plan, isElsewhere }: Course,
  folder: string,
): Promise<readonly string[]> {
  const programs = repositoryPath('fixtures/programs');
  let file = join(programs, `leaks/${program}.cjs`);
  if (isElsewhere) {
    const elsewhere = join(folder, 'srv', 'release-2');
    cpSync(join(programs, 'lib'), join(elsewhere, 'lib'), { recursive: true });
    mkdirSync(join(elsewhere, 'app'));
    const source = readFileSync(file, 'utf8');
    file = join(elsewhere, 'app', 'main.cjs');
    writeFileSync(file, edit + source);
  }
  const to = join(folder, 'snapshots');
  mkdirSync(to);
  const args = ['--expose-gc', join(programs, 'lib/take-rounds.cjs'), file, to, nameOfPlan(plan), '2'];
  const env = { HOSTNAME: isElsewhere ? 'web-7f9c-x2k4' : 'web-5d8b-p9q1' };
  await execute(node, args, { env });
  return snapshotsOf(plan, to);
}
