// Builds dist/ from src/. tsc writes the types and what other programs load as it stands: the preload and the entry for tests,
// which are CommonJS. What the command and the library load is bundled, a file for each entry point and one for each part
// that is loaded when it is needed: finding a hundred small files took longer than Node itself to start. yargs is bundled with
// it; so its licence, and those of what it stands on, come along.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const compiler = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

// A build never ships a file whose source is gone.
rmSync(out, { recursive: true, force: true });
execFileSync(process.execPath, [join(compiler, 'bin', 'tsc'), '-p', join(root, 'tsconfig.json')], {
  stdio: 'inherit',
});
for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.js')) rmSync(join(out, file));
}

const { dependencies, peerDependencies } = readJson(join(root, 'package.json'));
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    'src/cli/main.ts',
    'src/cli/report-worker.ts',
    'src/index.ts',
    'src/testing/judge.ts',
    'src/files/census-worker.ts',
    'src/files/heap-worker.ts',
  ],
  outbase: 'src',
  outdir: 'dist',
  // As deep in the package as any file of src/, so that paths relative to one hold in both.
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  plugins: [keepApart('src/mcp/protocol.ts', '../mcp/protocol.js')],
  metafile: true,
  logLevel: 'warning',
});
// A third of its size minified, and nobody looks for its own mistakes in it.
const { metafile: protocol } = await build({
  absWorkingDir: root,
  entryPoints: ['src/mcp/protocol.ts'],
  outdir: 'dist/mcp',
  bundle: true,
  minify: true,
  legalComments: 'none',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // It validates answers to forms, which are never asked for here, and is a third of all.
  plugins: [leaveOut(/ajvProvider/, 'export const n = class {};')],
  metafile: true,
  logLevel: 'warning',
});
const pageInputs = [
  ...(await buildPage('report', 'src/web')),
  // It asks the command that serves it, and nobody else.
  ...(await buildPage('explore', 'src/web/explore', ["connect-src 'self'"])),
];
const licenses = licensesOf([
  ...Object.keys(metafile.inputs),
  ...Object.keys(protocol.inputs),
  ...pageInputs,
]);
writeFileSync(join(out, 'licenses.txt'), `Bundled with heap-snapdiff:\n\n${licenses}`);

/** A file of ours that is bundled for itself: who imports it loads it from there. @param path as a chunk names it */
function keepApart(file, path) {
  return {
    name: 'keep apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/\w+\.ts$/ }, ({ path: imported, resolveDir }) =>
        join(resolveDir, imported) === join(root, file) ? { path, external: true } : undefined,
      );
    },
  };
}

/** @param contents in place of the one file that matches */
function leaveOut(filter, contents) {
  let count = 0;
  return {
    name: 'leave out',
    setup({ onLoad, onEnd }) {
      onLoad({ filter }, () => {
        count++;
        return { contents };
      });
      onEnd(() => {
        if (count !== 1) throw new Error(`${filter}: ${count} files, not one`);
      });
    },
  };
}

/**
 * A page, whole but for its data: one file. Nothing runs in it but the script that its policy names by hash, and it asks nothing
 * of anybody but by what `allowed` adds to the policy.
 *
 * @param folder has its template.html, main.tsx and style.css
 * @returns the files it was bundled from
 */
async function buildPage(name, folder, allowed = []) {
  const { outputFiles, metafile: page } = await build({
    absWorkingDir: root,
    entryPoints: [`${folder}/main.tsx`, `${folder}/style.css`],
    outdir: `dist/web/${name}`,
    tsconfig: 'src/web/tsconfig.json',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'ascii',
    legalComments: 'none',
    // Where a file of ours stands says nothing in a page.
    define: { 'import.meta.url': '""' },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
  const [script, style] = [textOf('.js'), textOf('.css')];
  if (/<\/(?:script|style)/i.test(script + style)) throw new Error('the page would end before its script');
  const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    ...allowed,
  ].join('; ');
  const inputs = Object.keys(page.inputs);
  const parts = {
    CSP: policy,
    STYLE: style,
    SCRIPT: script,
    LICENCES: licensesOf(inputs).replaceAll('--', '- -'),
  };
  const html = readFileSync(join(root, folder, 'template.html'), 'utf8').replace(
    // A hash is of all that stands between the tags.
    /\s*%(\w+)%\s*/g,
    (whole, part) => parts[part] ?? whole,
  );
  mkdirSync(join(out, 'web'), { recursive: true });
  writeFileSync(join(out, 'web', `${name}.html`), html);
  return inputs;
}

/** The licences of the packages that files are of, which ask for that. */
function licensesOf(files) {
  const folders = files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const texts = [...new Set(folders)].map((folder) => {
    const { name, version } = readJson(join(root, folder, 'package.json'));
    const license = ['LICENSE', 'LICENSE.txt', 'LICENCE', 'license'].find((file) =>
      existsSync(join(root, folder, file)),
    );
    if (license === undefined) throw new Error(`${name} has no licence to ship`);
    return `${name} ${version}\n\n${readFileSync(join(root, folder, license), 'utf8').trim()}\n`;
  });
  return texts.join('\n----\n\n');
}
