// A scenario over HTTP whose process stands still for longer than connections are kept alive: an Express service with a large
// heap, asked by `fetch`. Express is installed once into .cache/.
//
//     npm run build && node --import tsx scripts/try-http-scenarios.ts [--times 20] [--megabytes 100]
//
// Prints a line; ends with 1 if a run was not judged healthy.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { npmInstall, REPO } from './fixtures/runtimes.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '20' }, megabytes: { type: 'string', default: '100' } },
});

/** Of the catalogue, 2200 articles make a megabyte. */
const service = `
import { once } from 'node:events';
import express from 'express';

class Article {
  constructor(number) {
    this.number = number;
    this.name = \`article \${number} of the catalogue\`;
    this.prices = [number, number * 2, number * 3];
    this.supplier = { id: number % 500, tags: [\`tag \${number % 50}\`, \`group \${number % 7}\`] };
  }
}

export async function setup() {
  const count = Number(process.env.MEGABYTES) * 2200;
  const articles = new Map(Array.from({ length: count }, (_, number) => [\`a\${number}\`, new Article(number)]));
  const app = express();
  app.get('/:id', (request, response) => response.json(articles.get(request.params.id) ?? null));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: \`http://127.0.0.1:\${server.address().port}\` };
}

export async function run({ url }, iteration) {
  const response = await fetch(\`\${url}/a\${iteration}\`);
  return response.json();
}
`;

const folder = join(REPO, '.cache', 'http-scenarios');
if (!existsSync(join(folder, 'node_modules', 'express'))) npmInstall(folder, ['express@5.3.0']);
writeFileSync(join(folder, 'service.mjs'), service);

const times = Number(values.times);
let healthy = 0;
const start = Date.now();
for (let time = 0; time < times; time++) {
  const args = [join(REPO, 'dist/cli/main.js'), 'check', '--scenario', 'service.mjs', '--timeout', '10m'];
  const env = { ...process.env, MEGABYTES: values.megabytes };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  if (status === 0) healthy++;
  else console.error(`${stdout.slice(0, 2000)}${stderr}`);
}
const seconds = ((Date.now() - start) / 1000 / times).toFixed(1);
console.log(`Express, ${values.megabytes} MB, fetch: ${healthy} of ${times} healthy, ${seconds} s each`);
if (healthy < times) process.exitCode = 1;
