import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildSync } from 'esbuild';
import { runCli } from '../../support/run-cli.ts';

// A server in two files, as it is deployed: one bundle, minified to one line. It keeps every session.
const sessionSource = `/** Of one user. */
export class Session {
  constructor(readonly user: number, readonly cart: number[]) {}
}
`;
const serverSource = `import { writeHeapSnapshot } from 'node:v8';
import { Session } from './session.ts';

function openServer() {
  const sessions: Session[] = [];
  return {
    accept:
      (user: number) => {
        sessions.push(new Session(user, new Array(100).fill(user)));
      },
  };
}

const server = openServer();
Object.assign(globalThis, { server });
let users = 0;
for (let index = 0; index < 3; index++) {
  for (let visit = 0; visit < 200; visit++) server.accept(users++);
  writeHeapSnapshot(index + '.heapsnapshot');
}
`;

const directory = mkdtempSync(join(tmpdir(), 'snapdiff-bundle-'));
const snapshots = [0, 1, 2].map((index) => join(directory, `${index}.heapsnapshot`));
const dist = join(directory, 'dist');
/** Where nothing finds the map that is not told. */
const elsewhere = join(directory, 'maps');
const bundle = join(dist, 'bundle.cjs');

before(() => {
  mkdirSync(join(directory, 'src'));
  writeFileSync(join(directory, 'src/session.ts'), sessionSource);
  writeFileSync(join(directory, 'src/server.ts'), serverSource);
  buildSync({
    entryPoints: [join(directory, 'src/server.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    sourcemap: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  execFileSync(process.execPath, [bundle], { cwd: directory });
  mkdirSync(elsewhere);
  renameSync(`${bundle}.map`, join(elsewhere, 'bundle.cjs.map'));
});
after(() => rmSync(directory, { recursive: true }));

interface Located {
  readonly name: string;
  readonly className: string;
  readonly text: string;
  readonly location?: {
    readonly url?: string;
    readonly line: number;
    readonly column: number;
    readonly isCompiled?: true;
  };
}

async function jsonOf<Report>(...args: readonly string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json']);
  assert.deepEqual([exitCode, stderr], [0, '']);
  return JSON.parse(stdout) as Report;
}

interface SeriesReport {
  readonly suspects: readonly (Located & { readonly key: string; readonly path: readonly Located[] })[];
  readonly classes: readonly { readonly key: string; readonly location?: unknown }[];
}

interface InspectReport {
  readonly ofClass?: { readonly classes: readonly Located[] };
  readonly classes?: readonly Located[];
}

/** The last two parts of the URL, and the line from 0. */
function placeOf(located: Located | undefined): [url: string | undefined, line: number | undefined] {
  const { url, line } = located?.location ?? {};
  return [url?.split('/').slice(-2).join('/'), line];
}

function inBrackets(located: Located | undefined): string {
  return /\(.*\)$/.exec(located?.name ?? '')?.[0] ?? '';
}

function lineOf(source: string, text: string): number {
  return source.split('\n').findIndex((line) => line.includes(text));
}

test('a suspect of a minified bundle is shown in the source, its class as it is in the snapshot', async () => {
  const mapped = await jsonOf<SeriesReport>(...snapshots, '--source-maps', elsewhere);
  const plain = await jsonOf<SeriesReport>(...snapshots);
  const [suspect] = mapped.suspects;
  const [bundled] = plain.suspects;

  assert.deepEqual(placeOf(suspect), ['src/session.ts', lineOf(sessionSource, 'constructor')]);
  const closure = suspect.path.find(({ name }) => name.startsWith('function accept'));
  const line = lineOf(serverSource, '(user: number) =>');
  assert.deepEqual(placeOf(closure), ['src/server.ts', line]);
  assert.ok(closure?.name.endsWith(`/src/server.ts:${line + 1})`), closure?.name);
  assert.ok(suspect.path.some(({ text }) => text.endsWith(`captured by accept ${inBrackets(closure)}`)));

  assert.deepEqual(placeOf(bundled), ['dist/bundle.cjs', 0]);
  assert.deepEqual([suspect.location?.isCompiled, bundled.location?.isCompiled], [undefined, true]);
  const inBundle = bundled.path.find(({ name }) => name.startsWith('function accept'));
  assert.deepEqual(placeOf(inBundle), ['dist/bundle.cjs', 0]);

  assert.match(inBundle?.name ?? '', /\/dist\/bundle\.cjs, compiled line 1\)$/);

  assert.deepEqual([suspect.key, suspect.className], [bundled.key, bundled.className]);
  assert.deepEqual(mapped.classes, plain.classes);
});

test('a map beside the bundle is used unasked, unless the bundle is not the one that ran', async (t) => {
  const map = join(elsewhere, 'bundle.cjs.map');
  renameSync(map, `${bundle}.map`);
  t.after(() => renameSync(`${bundle}.map`, map));
  const places = async (): Promise<(string | number | boolean | undefined)[]> => {
    const [suspect] = (await jsonOf<SeriesReport>(...snapshots)).suspects;
    return [...placeOf(suspect), suspect.location?.isCompiled];
  };
  assert.deepEqual(await places(), ['src/session.ts', lineOf(sessionSource, 'constructor'), undefined]);

  // Built anew since, and longer.
  const { length } = readFileSync(bundle);
  appendFileSync(bundle, '// 8 more');
  assert.deepEqual(await places(), ['dist/bundle.cjs', 0, true]);
  truncateSync(bundle, length);
  assert.deepEqual(await places(), ['src/session.ts', lineOf(sessionSource, 'constructor'), undefined]);
});

test('retainers and objects show the source, too', async () => {
  const [suspect] = (await jsonOf<SeriesReport>(...snapshots)).suspects;
  for (const command of ['retainers', 'objects']) {
    const args = [command, snapshots[2], '--class', suspect.className];
    const { ofClass, classes } = await jsonOf<InspectReport>(...args, '--source-maps', elsewhere);
    const [found] = ofClass?.classes ?? classes ?? [];
    assert.deepEqual(placeOf(found), ['src/session.ts', lineOf(sessionSource, 'constructor')], command);
  }
  const { stdout } = await runCli([
    'retainers',
    snapshots[2],
    '--class',
    suspect.className,
    '--source-maps',
    elsewhere,
  ]);
  assert.match(stdout, /src\/session\.ts:3/);
  assert.match(stdout, /accept.*src\/server\.ts:\d+/);
});

test('a directory that is not there and a map that is broken are one line with what to do', async () => {
  const absent = await runCli([...snapshots, '--source-maps', join(directory, 'absent')]);
  assert.deepEqual([absent.exitCode, absent.stdout], [2, '']);
  assert.match(absent.stderr, /^snapdiff: .*absent: cannot be read \(ENOENT\)\. .*\n$/);

  const broken = join(directory, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'bundle.cjs.map'), '{"version":3');
  const { exitCode, stdout, stderr } = await runCli([...snapshots, '--source-maps', broken]);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /^snapdiff: .*bundle\.cjs\.map: is not a source map\. .*\n$/);
});

test('a name from a map cannot write on the terminal', async () => {
  const hostile = join(directory, 'hostile');
  mkdirSync(hostile);
  const map = { version: 3, sources: ['evil\u001b[2J\n\u202e.ts'], names: [], mappings: 'AAAA' };
  writeFileSync(join(hostile, 'bundle.cjs.map'), JSON.stringify(map));
  for (const format of ['table', 'markdown']) {
    const { exitCode, stdout } = await runCli([...snapshots, '--format', format, '--source-maps', hostile]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /evil/);
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u202e'), format);
  }
});
