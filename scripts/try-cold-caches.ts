// What is said of a cache that is empty just before the first snapshot, and fills: four sizes, beside nothing, beside a service, and
// beside visits that count the work, under even and uneven load; as a Markdown table.
//   node --import tsx scripts/try-cold-caches.ts [--plans 1,1,1/1,4,2]
// No answer should be `leak`. Takes five minutes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeFiles } from '../test/support/judge-files.ts';
import { repositoryPath } from '../test/support/fixtures.ts';
import { nameOfPlan, runRounds, type Plan } from '../test/support/run-program.ts';

const { values } = parseArgs({ options: { plans: { type: 'string', default: '' } } });
const plans: readonly Plan[] = (
  values.plans || '1,1,1/1,1,1,1,1/1,4,2/2,0,3/3,1,6/5,2,4/1,2,4/2,3,1,2/1,3,0,2,5/6,3,1/4,2,1/1,1/2,1'
)
  .split('/')
  .map((plan) => plan.split(',').map(Number));
const sizes = [600, 1500, 3000, 6000];
const besides = ['nothing', 'service', 'visits'];
const program = repositoryPath('scripts/try-cold-caches/cold-cache.cjs');
/** One batch of 500 recipes before the first snapshot. */
const warmUp = 1;

async function judge(plan: Plan, keys: number, beside: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-cold-cache-'));
  try {
    const files = await runRounds(program, plan, folder, warmUp, [String(keys), beside]);
    const { result, confidence } = await judgeFiles(files);
    return result === 'leak' ? `leak, ${Math.round(confidence * 100)} %` : result;
  } finally {
    await rm(folder, { recursive: true });
  }
}

console.log(`| Load | Recipes | ${besides.map((beside) => `Beside ${beside}`).join(' | ')} |`);
console.log(`| --- | ---: | ${besides.map(() => '---').join(' | ')} |`);
let [asked, leaks] = [0, 0];
for (const plan of plans) {
  for (const keys of sizes) {
    const answers: string[] = [];
    for (const beside of besides) answers.push(await judge(plan, keys, beside));
    asked += answers.length;
    leaks += answers.filter((answer) => answer.startsWith('leak')).length;
    console.log(`| ${nameOfPlan(plan).replaceAll(',', ' : ')} | ${keys} | ${answers.join(' | ')} |`);
  }
}
console.log(`\nCalled leak: ${leaks} of ${asked}.`);
