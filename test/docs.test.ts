import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { repositoryPath } from './support/fixtures.ts';
import { anchorsOf, blocksIn, commandsOf, readPage, readPages } from './support/pages.ts';

// The pages as texts. Their commands and examples are run by test/process/readme.

const pages = readPages();

test('the README fits on two screens, and has two commands for a clone', () => {
  const readme = readPage('README.md');
  assert.ok(readme.text.trimEnd().split('\n').length <= 150);
  const [leak, tests, ...more] = commandsOf(readme).filter((line) => line.startsWith('npm ci'));
  assert.match(leak ?? '', / && npm run snapdiff -- \S+$/);
  assert.equal(tests, 'npm ci && npm test');
  assert.deepEqual(more, []);
});

test('no link of a page leads nowhere, neither in the repository nor in the package', () => {
  const { files } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
    files: readonly string[];
  };
  for (const { path, text } of [...pages, readPage('CHANGELOG.md'), readPage('CONTRIBUTING.md')]) {
    for (const [, target = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const linked = target === '' ? path : posix.join(posix.dirname(path), target);
      assert.ok(existsSync(repositoryPath(linked)), `${path}: ${target}`);
      const isPacked =
        /^(?:README\.md|LICENSE)$/.test(linked) || files.some((file) => linked.startsWith(file));
      assert.ok(isPacked || path === 'CONTRIBUTING.md', `${path}: ${target} is not in the package`);
      if (anchor !== undefined) assert.ok(anchorsOf(readPage(linked)).includes(anchor), `${path}: ${anchor}`);
    }
  }
});

/** The paths of all files below a folder. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(repositoryPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath, entry.name));
}

test('the files of the program that a page names are there', () => {
  const files = ['src', 'test', 'scripts', 'fixtures/programs'].flatMap(filesIn);
  for (const { path, text } of [...pages, readPage('CONTRIBUTING.md')]) {
    const named = Array.from(text.matchAll(/`([\w./-]+\.(?:ts|cts))`/g), ([, name = '']) => name);
    for (const name of named.filter((one) => !/NAME/.test(one))) {
      assert.ok(
        files.some((file) => file.endsWith(`/${name}`)),
        `${path}: ${name}`,
      );
    }
  }
});

test('the names of the glossary are those of the code', () => {
  const { text } = readPage('docs/architecture.md');
  const glossary = text.slice(text.indexOf('## Glossary'), text.indexOf('## The tree'));
  const code = filesIn('src')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const rows = Array.from(glossary.matchAll(/^\| .+ \| .* \| (.*) \|$/gm), ([, cell = '']) => cell);
  const names = rows.flatMap((cell) => Array.from(cell.matchAll(/`(\w+)`/g), ([, name = '']) => name));
  assert.ok(names.length >= 30, `${names.length} names`);
  for (const name of names) assert.ok(new RegExp(`\\b${name}\\b`).test(code), name);
});

test('the index of docs/ names every page and skill', () => {
  const { text } = readPage('docs/README.md');
  for (const { path } of pages) {
    const linked = posix.relative('docs', path);
    if (posix.basename(path) !== 'README.md') assert.ok(text.includes(`(${linked})`), linked);
  }
});

/** knip reads YAML, and so brings a parser; snapdiff itself has no need of one. */
const { parse } = createRequire(createRequire(import.meta.url).resolve('knip'))('yaml') as {
  parse: (text: string) => unknown;
};

test('a skill is one that agents load: named as its folder, described, and short', () => {
  const skills = pages.filter(({ path }) => path.startsWith('skills/'));
  assert.ok(skills.length > 0);
  for (const { path, text } of skills) {
    const [, front = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
    const { name, description, ...more } = parse(front) as Record<string, string>;
    assert.equal(name, posix.basename(posix.dirname(path)));
    assert.match(name ?? '', /^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.ok(description && description.length <= 1024 && !/[<>]/.test(description), path);
    assert.deepEqual(Object.keys(more), ['license', 'compatibility']);
    assert.ok((more['compatibility'] ?? '').length <= 500);
    assert.ok(text.trimEnd().split('\n').length < 150, path);
  }
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly 'timeout-minutes': number; readonly steps: readonly Step[] }>
  >;
}

test('the workflows are YAML, have pinned actions and time limits, and write nothing from outside into a script', () => {
  const names = readdirSync(repositoryPath('.github/workflows'));
  assert.deepEqual(names.sort(), ['ci.yml', 'release.yml']);
  for (const name of names) {
    const { path, text } = readPage(`.github/workflows/${name}`);
    const { on, permissions, jobs } = parse(text) as Workflow;
    assert.ok(on, path);
    assert.deepEqual(permissions, { contents: 'read' });
    for (const { 'timeout-minutes': limit, steps } of Object.values(jobs)) {
      assert.ok(limit > 0, path);
      for (const { uses, run } of steps) {
        assert.ok(uses === undefined || /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses), uses);
        assert.ok(!run?.includes('${{'), run);
      }
    }
    // A hash says to nobody which version it is.
    assert.equal(text.match(/uses: /g)?.length, text.match(/uses: \S+ # v\d+\.\d+\.\d+$/gm)?.length);
    const secrets = Array.from(text.matchAll(/secrets\.(\w+)/g), ([, secret]) => secret);
    assert.deepEqual(secrets, name === 'release.yml' ? ['NPM_TOKEN'] : []);
  }
});

test('CI runs everything on one Node, and the tests on all others that are supported', () => {
  const { jobs } = parse(readPage('.github/workflows/ci.yml').text) as {
    jobs: {
      all: { steps: readonly { run?: string; with?: Readonly<Record<string, unknown>> }[] };
      test: { strategy: { matrix: { node: readonly number[] } } };
    };
  };
  assert.ok(jobs.all.steps.some(({ run }) => run === '.ci/run'));
  assert.ok(jobs.all.steps.some((step) => step.with?.['node-version'] === 20));
  assert.deepEqual(jobs.test.strategy.matrix.node, [22, 24, 26]);
});

test('the recipes of the guides are YAML', () => {
  const recipes = pages.flatMap((page) => blocksIn(page, 'yaml'));
  assert.ok(recipes.length >= 5);
  for (const recipe of recipes) assert.equal(typeof parse(recipe), 'object', recipe);
});

test('only the tag of the newest version of the changelog may be published', () => {
  const { version } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as { version: string };
  const check = (tag: string): { status: number | null; stderr: string } => {
    const args = ['--import', 'tsx', 'scripts/check-release.ts', tag];
    return spawnSync(process.execPath, args, { cwd: repositoryPath('.'), encoding: 'utf8' });
  };
  assert.equal(check(`v${version}`).status, 0);
  const { status, stderr } = check('v99.0.0');
  assert.equal(status, 1);
  assert.match(stderr, /^check-release: the tag is v99\.0\.0, package\.json has version /);
  assert.match(readPage('CHANGELOG.md').text, /\n## Unreleased\n\n/);
});
