// Writes what Chrome DevTools' own engine says about every snapshot in fixtures/snapshots to test/golden/devtools, with a
// manifest for the tests to go through. See test/golden/devtools/README.md.
//
//     node --import tsx scripts/make-goldens.ts
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const REPO = join(dirname(fileURLToPath(import.meta.url)), '..');
const ORACLE = join(REPO, 'scripts/devtools-oracle');
const SNAPSHOTS = 'fixtures/snapshots';
const GOLDENS = 'test/golden/devtools';

interface Pair {
  baseline: string;
  current: string;
  warning?: string;
}

// Every node of these is compared, one for each way of writing snapshots that changes how nodes are treated.
const NODE_BY_NODE = [
  'node18/1',
  'node20/1',
  'node22/1',
  'node24/1',
  'node26/1',
  'node26-internals/1',
  'push-daemon-leak/3',
  'deno/1',
  'bun/1',
  'chrome/1',
  'node8/1',
  'hermes/1',
  'julia/0',
];

// Pairs that a careful tool warns about. DevTools compares them all the same, so their numbers are kept too.
const UNRELATED: Pair[] = [
  { baseline: 'node20/0', current: 'node20-second-process/0', warning: 'different-processes' },
  { baseline: 'node26/0', current: 'node26-internals/1', warning: 'different-capture-options' },
];

// The later snapshot's shapes name the plain objects of both, so the other way round is not the mirror image.
const REVERSED: Pair[] = [{ baseline: 'node20/1', current: 'node20/0' }];

// Hermes declared no nodes and no edges before June 2024. Chrome's engine throws on that ("BFS failed. Nodes to visit (1) is
// more than nodes count (0)"), so it is asked about the same files with what is in them declared.
const COUNTED: ReadonlySet<string> = new Set(['hermes']);

// A process that records itself runs JavaScript while the file is written, and the file has more functions than its header
// announces. Chrome's engine drops those, and throws where the tree of calls names one ("reading 'addTraceTopNode'").
const THROWS: ReadonlySet<string> = new Set(['heaptimeline-node14']);

/** As V8 and DevTools name what they write, and gzipped. */
const SUFFIX = /\.heap(?:snapshot|timeline)\.gz$/;

/** Of every fixture, by folder and name without suffix. */
const PATHS = new Map<string, string>();

function fixturePath(name: string): string {
  const path = PATHS.get(name);
  if (path === undefined) throw new Error(`there is no fixture ${name}`);
  return path;
}

const TEMPORARY = mkdtempSync(join(tmpdir(), 'snapdiff-goldens-'));

/** The path of what DevTools is given for a fixture. */
function inputOf(name: string): string {
  const path = join(REPO, fixturePath(name));
  if (!COUNTED.has(dirname(name))) return path;
  const file = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as {
    snapshot: {
      meta: { node_fields: string[]; edge_fields: string[] };
      node_count: number;
      edge_count: number;
    };
    nodes: number[];
    edges: number[];
  };
  const { snapshot, nodes, edges } = file;
  snapshot.node_count = nodes.length / snapshot.meta.node_fields.length;
  snapshot.edge_count = edges.length / snapshot.meta.edge_fields.length;
  const counted = join(TEMPORARY, `${name.replace('/', '-')}.heapsnapshot`);
  writeFileSync(counted, JSON.stringify(file));
  return counted;
}

function ask(golden: string, command: string, names: string[]): string {
  const path = `${GOLDENS}/${golden}.${command}.json.gz`;
  const answer = execFileSync(
    process.execPath,
    [join(ORACLE, 'oracle.mjs'), command, ...names.map(inputOf)],
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const compressed = gzipSync(answer, { level: 9 });
  mkdirSync(dirname(join(REPO, path)), { recursive: true });
  writeFileSync(join(REPO, path), compressed);
  console.log(`${path}  ${(compressed.length / 1000).toFixed(1)} kB`);
  return path;
}

function pairsOf(names: string[]): Pair[] {
  const pairs: Pair[] = names.slice(1).map((current, i) => ({ baseline: names[i] ?? current, current }));
  const [first] = names;
  const last = names.at(-1);
  if (names.length > 2 && first && last) pairs.push({ baseline: first, current: last });
  return pairs;
}

function nameOf({ baseline, current }: Pair): string {
  const [folder = '', from = ''] = baseline.split('/');
  const [otherFolder = '', to = ''] = current.split('/');
  return folder === otherFolder ? `${folder}/${from}-${to}` : `${otherFolder}/${folder}-${from}-${to}`;
}

const folders = readdirSync(join(REPO, SNAPSHOTS)).sort();
for (const folder of folders) rmSync(join(REPO, GOLDENS, folder), { recursive: true, force: true });
const series = folders
  .filter((folder) => !THROWS.has(folder))
  .map((folder) =>
    readdirSync(join(REPO, SNAPSHOTS, folder))
      .sort()
      .map((file) => {
        const name = `${folder}/${file.replace(SUFFIX, '')}`;
        PATHS.set(name, `${SNAPSHOTS}/${folder}/${file}`);
        return name;
      }),
  );
const pairs: Pair[] = [...series.flatMap(pairsOf), ...REVERSED, ...UNRELATED];
const { dependencies } = JSON.parse(readFileSync(join(ORACLE, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

const manifest = {
  devtools: dependencies['chrome-devtools-frontend'],
  columns: {
    summary: ['key', 'name', 'count', 'distance', 'self', 'maxRet'],
    diff: [
      'key',
      'name',
      'addedCount',
      'removedCount',
      'countDelta',
      'addedSize',
      'removedSize',
      'sizeDelta',
    ],
    nodes: ['id', 'self', 'retained', 'distance', 'dominator', 'detachedness', 'classKey'],
  },
  summaries: series
    .flat()
    .map((name) => ({ snapshot: fixturePath(name), golden: ask(name, 'summary', [name]) })),
  diffs: pairs.map((pair) => ({
    baseline: fixturePath(pair.baseline),
    current: fixturePath(pair.current),
    golden: ask(nameOf(pair), 'diff', [pair.baseline, pair.current]),
    ...(pair.warning === undefined ? {} : { warning: pair.warning }),
  })),
  nodes: NODE_BY_NODE.map((name) => ({ snapshot: fixturePath(name), golden: ask(name, 'nodes', [name]) })),
};
writeFileSync(join(REPO, GOLDENS, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(TEMPORARY, { recursive: true, force: true });
