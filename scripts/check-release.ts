import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// Whether a tag may be published: node --import tsx scripts/check-release.ts v0.1.0
// The release workflow asks it before anything else.

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(read('package.json')) as { version: string };
const [released = ''] = /^## \d.*$/m.exec(read('CHANGELOG.md')) ?? [];
const [, named, date] = /^## (\S+) - (\d{4}-\d{2}-\d{2})$/.exec(released) ?? [];

const problems = [
  tag === `v${version}` ? '' : `the tag is ${tag || 'missing'}, package.json has version ${version}`,
  named === version && date !== undefined
    ? ''
    : `CHANGELOG.md needs "## ${version} - YYYY-MM-DD" as its newest version, and has "${released}"`,
].filter((problem) => problem !== '');

for (const problem of problems) console.error(`check-release: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
