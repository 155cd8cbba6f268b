// Installs chrome-devtools-frontend and esbuild into .cache/devtools-oracle and bundles the heap-snapshot engine there.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(HERE, '../../.cache/devtools-oracle');
const FRONT_END = join(CACHE, 'node_modules/chrome-devtools-frontend/front_end');
const DEVTOOLS = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).dependencies;
export const DEVTOOLS_VERSION = DEVTOOLS['chrome-devtools-frontend'];

const POLYFILL = `
  Promise.withResolvers ??= function () {
    const parts = {};
    parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }));
    return parts;
  };
`;
const ENGINE = `
  import 'oracle:polyfill';
  export * as HeapSnapshot from 'devtools:entrypoints/heap_snapshot_worker/HeapSnapshot.ts';
  export * as HeapSnapshotLoader from 'devtools:entrypoints/heap_snapshot_worker/HeapSnapshotLoader.ts';
  export { HeapSnapshotModel } from 'devtools:models/heap_snapshot/heap_snapshot.ts';
`;
const SECOND_THREAD = `
  import 'oracle:polyfill';
  import { parentPort } from 'node:worker_threads';
  import { SecondaryInitManager } from 'devtools:entrypoints/heap_snapshot_worker/HeapSnapshot.ts';
  parentPort.once('message', ({ port }) => new SecondaryInitManager(port));
`;
const MODULES = { polyfill: POLYFILL, engine: ENGINE, 'second-thread': SECOND_THREAD };

// Modules of which the engine needs next to nothing, and which draw in the settings, the locales or the whole UI.
const REPLACED = {
  // It formats the texts of progress messages.
  'core/i18n/i18n.ts': 'export const i18n = { serializeUIString: (string) => JSON.stringify({ string }) };',
  // Only types are taken from it; the real one chooses a runtime with a top-level await.
  'core/platform/HostRuntime.ts':
    'export const IS_NODE = true, IS_BROWSER = false, HOST_RUNTIME = undefined;',
  // Search in texts refers to them; the engine never searches.
  'core/text_utils/ContentData.ts': 'export class ContentData {}',
  'core/text_utils/ContentProvider.ts': 'export class SearchMatch {}',
  // Of these two barrels it needs one module each.
  'core/text_utils/text_utils.ts': "export * as TextUtils from './TextUtils.js';",
  'models/heap_snapshot/heap_snapshot.ts': "export * as HeapSnapshotModel from './HeapSnapshotModel.js';",
};

function resolveDevtools(path) {
  // DevTools imports './x.js' and has x.ts.
  const source = path.replace(/\.js$/, '.ts');
  const file = existsSync(source) ? source : path;
  const name = relative(FRONT_END, file).split(sep).join('/');
  return { path: file, namespace: name in REPLACED ? 'replaced' : 'file' };
}

const devtools = {
  name: 'devtools',
  setup(build) {
    build.onResolve({ filter: /^devtools:/ }, ({ path }) => resolveDevtools(join(FRONT_END, path.slice(9))));
    build.onResolve({ filter: /^oracle:/ }, ({ path }) => ({ path: path.slice(7), namespace: 'oracle' }));
    build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => resolveDevtools(resolve(resolveDir, path)));
    build.onLoad({ filter: /./, namespace: 'oracle' }, ({ path }) => ({
      contents: MODULES[path],
      resolveDir: CACHE,
    }));
    build.onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({
      contents: REPLACED[relative(FRONT_END, path).split(sep).join('/')],
      resolveDir: dirname(path),
    }));
  },
};

/** Makes sure the bundles are there; gives their paths. */
export async function bundleEngine() {
  // Named after the release, so that pinning another one bundles it anew.
  const folder = join(CACHE, `engine-${DEVTOOLS_VERSION}`);
  const bundles = { engine: join(folder, 'engine.mjs'), secondThread: join(folder, 'second-thread.mjs') };
  if (existsSync(bundles.engine)) return bundles;

  process.stderr.write(`oracle: installing chrome-devtools-frontend ${DEVTOOLS_VERSION}\n`);
  mkdirSync(CACHE, { recursive: true });
  copyFileSync(join(HERE, 'package.json'), join(CACHE, 'package.json'));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: CACHE,
    stdio: 'ignore',
  });
  const esbuild = createRequire(join(CACHE, 'package.json'))('esbuild');
  const unfinished = `${folder}.${process.pid}`;
  await esbuild.build({
    absWorkingDir: CACHE,
    entryPoints: { engine: 'oracle:engine', 'second-thread': 'oracle:second-thread' },
    outdir: unfinished,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    plugins: [devtools],
  });
  renameSync(unfinished, folder);
  return bundles;
}
