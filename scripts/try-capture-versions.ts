// Tries every way of capturing, and TypeScript in a check, on every Node that production runs, with the built program.
// Each Node is installed once into .cache/ by its npm package; heapdump is built for each where there is a compiler.
//
//     npm run build && node --import tsx scripts/try-capture-versions.ts [--node 18,24] [--only WORDS]
//
// Prints a table, and what failed; ends with 1 if anything did.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cachedHeapdump, installNode } from './fixtures/runtimes.ts';
import { attachChecks } from './try-capture-versions/attach.ts';
import type { Check, NodeUnderTest } from './try-capture-versions/check.ts';
import { outOfMemoryChecks } from './try-capture-versions/out-of-memory.ts';
import { preloadChecks } from './try-capture-versions/preload.ts';
import { storyChecks } from './try-capture-versions/story.ts';
import { typescriptChecks } from './try-capture-versions/typescript.ts';

const majors = [18, 20, 22, 24, 26];

/** To add a way of capturing: a list of its checks beside `preload.ts`, and its name here. */
const allChecks: readonly Check[] = [
  ...preloadChecks,
  ...attachChecks,
  ...outOfMemoryChecks,
  ...storyChecks,
  ...typescriptChecks,
];

const { values } = parseArgs({
  options: { node: { type: 'string', default: majors.join(',') }, only: { type: 'string', default: '' } },
});
const checks = allChecks.filter(({ name }) => name.includes(values.only));
const chosenMajors = values.node.split(',').map(Number);
const nameWidth = Math.max(...checks.map(({ name }) => name.length));
const columnWidth = 10;

function prepare(major: number): NodeUnderTest {
  const path = installNode(major);
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const hasCompiler = spawnSync('c++', ['--version']).status === 0;
  return { major, path, version: stdout.trim(), heapdumpFolder: hasCompiler ? cachedHeapdump(major) : null };
}

const failures: string[] = [];

async function outcome(check: Check, node: NodeUnderTest): Promise<string> {
  try {
    return (await check.run(node)) ?? 'ok';
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    failures.push(`${check.name}, Node ${node.version}:\n  ${problem.replaceAll('\n', '\n  ')}`);
    return 'FAILED';
  }
}

const nodes = chosenMajors.map(prepare);
const row = (name: string, cells: readonly string[]): string =>
  [name.padEnd(nameWidth), ...cells.map((cell) => cell.padStart(columnWidth))].join(' ');
console.log(
  row(
    '',
    nodes.map(({ version }) => version),
  ),
);
for (const check of checks) {
  const cells: string[] = [];
  for (const node of nodes) cells.push(await outcome(check, node));
  console.log(row(check.name, cells));
}
for (const failure of failures) console.error(`\n${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
