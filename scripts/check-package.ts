import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

// Packs the package as npm would publish it, installs it in an empty folder as a user would, and
// tries it there: what the tests see of the repository, a user does not have.

/** What the library gives, besides types. Growing it is a minor release, shrinking it a major one. */
const exportedNames = [
  'Analysis',
  'EdgeKind',
  'NodeKind',
  'SnapdiffError',
  'SnapshotFormatError',
  'checkFiles',
  'checkScenario',
  'compareFiles',
  'compareSnapshots',
  'computeDominators',
  'computeRetainedSizes',
  'edgeKindNames',
  'engineDistance',
  'formatBaseline',
  'isRetainingEdge',
  'makeBaselineFile',
  'makeCheckReport',
  'makeComparisonReport',
  'makeSummaryReport',
  'makeUnjudgedReport',
  'noDistance',
  'readBaselineFile',
  'readPageTemplate',
  'readSnapshot',
  'readSourceMaps',
  'redactFile',
  'renderCheck',
  'renderPage',
  'renderReport',
  'summarize',
  'summarizeFile',
  'toolVersion',
  'watchMemory',
];

/** The least version whose compiler takes the types (docs/library.md). */
const leastTypeScript = '5.3';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-package-'));
try {
  const { files, tarball } = pack();
  checkFiles(files);
  await lintPackage();
  const installed = install(tarball);
  checkProgram(installed);
  checkLibrary(installed);
  checkTypes(installed);
  console.log(`package: ${files.length} files, installs, runs and imports`);
} finally {
  rmSync(folder, { recursive: true });
}

function pack(): { files: string[]; tarball: string } {
  run('npm', ['run', 'build'], root);
  const output = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [{ filename, files }] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  return { files: files.map(({ path }) => path), tarball: join(folder, filename) };
}

function checkFiles(files: readonly string[]): void {
  const expected =
    /^(?:dist\/.+\.(?:c?js|d\.c?ts)|dist\/licenses\.txt|dist\/web\/(?:explore|report)\.html|schema\/\w+\.schema\.json|docs\/[\w-]+\.(?:md|png)|skills\/[a-z-]+\/SKILL\.md|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
  assert.deepEqual(
    files.filter((path) => !expected.test(path)),
    [],
    'files that have no place in the package',
  );
  for (const path of [
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/main.js',
    'dist/cli/report-worker.js',
    'dist/licenses.txt',
    'dist/mcp/protocol.js',
    'dist/web/explore.html',
    'dist/web/report.html',
    'schema/comparison.schema.json',
    'skills/hunt-a-leak/SKILL.md',
    'LICENSE',
  ]) {
    assert.ok(files.includes(path), `${path} is missing`);
  }
}

async function lintPackage(): Promise<void> {
  const { messages, pkg } = await publint({ pkgDir: root, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg ?? {})),
    [],
    'publint',
  );
}

function install(tarball: string): string {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', tarball], folder);
  const modules = join(folder, 'node_modules');
  for (const name of ['lodash', 'heapsnapshot-parser', 'hyparquet-writer', '@duckdb']) {
    assert.ok(!existsSync(join(modules, name)), `${name} must not come along`);
  }
  console.log(
    `package: brings ${readdirSync(modules).filter((name) => !name.startsWith('.')).length} folders`,
  );
  return modules;
}

function checkProgram(modules: string): void {
  const program = join(modules, '.bin', 'snapdiff');
  assert.match(run(program, ['--help'], folder), /^snapdiff <baseline> <current>/);
  assert.match(run(program, ['--version'], folder), /^\d+\.\d+\.\d+\n$/);
  // Its client has left already.
  assert.equal(run(program, ['mcp'], folder), '');
  // What writes Parquet is bundled.
  const snapshot = join(root, 'fixtures/snapshots/hermes/1.heapsnapshot.gz');
  assert.match(
    run(program, ['export', snapshot, '--out', 'tables'], folder),
    /: snapshot=1-\w+: [\d,]+ objects of /,
  );
}

function checkLibrary(modules: string): void {
  const script = `
    import * as library from 'heap-snapdiff';
    import schema from 'heap-snapdiff/schema/comparison.schema.json' with { type: 'json' };
    import { createRequire } from 'node:module';
    import { expectNoLeak, measureGrowth } from 'heap-snapdiff/testing';
    const required = createRequire(import.meta.url)('heap-snapdiff/testing');
    const { passed } = await measureGrowth(() => {}, { iterations: 5 });
    const isTesting = passed && required.expectNoLeak === expectNoLeak;
    console.log(JSON.stringify({ names: Object.keys(library).sort(), title: schema.title, isTesting }));
  `;
  const { names, title, isTesting } = JSON.parse(
    run(process.execPath, ['--no-warnings', '--input-type=module', '--eval', script], join(modules, '..')),
  ) as { names: string[]; title: string; isTesting: boolean };
  assert.deepEqual(names, exportedNames, 'exported names');
  assert.equal(title, 'snapdiff: comparison');
  assert.ok(isTesting, 'heap-snapdiff/testing does not measure');
}

/** Compiles a strict program that uses the library, as ECMAScript and as CommonJS, and looks into the types themselves. */
function checkTypes(modules: string): void {
  const cwd = join(modules, '..');
  const compilers = [`least@npm:typescript@${leastTypeScript}`, 'newest@npm:typescript@7'];
  run('npm', ['install', '--no-audit', '--no-fund', '@types/node@20', ...compilers], cwd);
  const names = exportedNames.join(', ');
  writeFileSync(
    join(cwd, 'uses.ts'),
    `import { ${names} } from 'heap-snapdiff';\nimport { expectNoLeak } from 'heap-snapdiff/testing';\n` +
      `export const all = [${names}];\nvoid expectNoLeak(() => {}, { budgets: { total: '+5%', Session: { count: 0 } } });\n`,
  );
  writeFileSync(
    join(cwd, 'uses-too.cts'),
    "import { expectNoLeak } from 'heap-snapdiff/testing';\nexport const check = expectNoLeak;\n",
  );
  const options = '--noEmit --strict --skipLibCheck false --types node --target es2022'.split(' ');
  const resolutions = [
    ['--module', 'nodenext'],
    ['--module', 'node16'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ];
  for (const compiler of ['least', 'newest']) {
    const program = join(modules, compiler, 'bin', 'tsc');
    for (const resolution of resolutions) {
      // The option changes what a type is, whatever finds the file.
      for (const exact of resolution === resolutions[0] ? ['true', 'false'] : ['false']) {
        const how = [...options, ...resolution, '--exactOptionalPropertyTypes', exact];
        run(process.execPath, [program, ...how, 'uses.ts', 'uses-too.cts'], cwd);
      }
    }
  }
  console.log(`package: its types compile with TypeScript ${leastTypeScript} and 7`);
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
