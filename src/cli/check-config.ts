import { basename, extname, relative, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { noSettings, readSettings, type CheckSettings } from '../check/settings.ts';
import { SnapdiffError } from '../base/errors.ts';

const fileNames = ['json', 'js', 'mjs', 'cjs', 'ts', 'mts'].map((type) => `snapdiff.config.${type}`);

/**
 * Reads the config of a check: the file named, or the nearest from the working directory upwards that is
 * a `snapdiff.config` or a package.json with "snapdiff" in it.
 *
 * @throws SnapdiffError that names the file, and the key in it
 */
export async function readCheckConfig(path: string | undefined): Promise<CheckSettings> {
  let loading: string | undefined;
  const guard =
    (load: (file: string, content: string) => unknown) =>
    async (file: string, content: string): Promise<unknown> => {
      loading = file;
      const loaded = await load(file, content);
      loading = undefined;
      return loaded;
    };
  const ending = extname(path ?? '');
  if (ending !== '' && !fileNames.includes(`snapdiff.config${ending}`)) {
    throw new SnapdiffError(`${path}: no config ends in ${ending}`, {
      hint: `There are ${fileNames.join(', ')} and package.json.`,
    });
  }
  const { lilconfig } = await import('lilconfig');
  const search = lilconfig('snapdiff', {
    searchPlaces: ['package.json', ...fileNames],
    ignoreEmptySearchPlaces: false,
    // As a list, its default, what is false or "" there would count as nothing.
    packageProp: 'snapdiff',
    loaders: {
      '.json': guard(parseJson),
      '.js': guard(importDefault),
      '.mjs': guard(importDefault),
      '.cjs': guard(importDefault),
      '.ts': guard(importTypeScript),
      '.mts': guard(importTypeScript),
      noExt: guard(parseJson),
    },
  });
  try {
    const found = path === undefined ? await search.search() : await search.load(resolve(path));
    if (found === null) return noSettings;
    const name = shownPath(found.filepath);
    if (found.isEmpty === true) {
      throw new SnapdiffError(`${name}: is empty`, {
        hint: 'Write { "budgets": { … } } into it, or {} if it is to say nothing.',
      });
    }
    const isManifest = basename(name) === 'package.json';
    // lilconfig gives null for a package.json without the key.
    if (isManifest && found.config === null) {
      throw new SnapdiffError(`${name}: it contains no config`, {
        hint: 'In a package.json it stands under "snapdiff".',
      });
    }
    return readSettings(found.config, isManifest ? `${name}: snapdiff` : name);
  } catch (error) {
    if (error instanceof SnapdiffError) throw error;
    if (loading === undefined) throw cannotRead(path, error);
    const problem = error instanceof Error ? error.message : String(error);
    const [line = ''] = problem.split('\n');
    throw new SnapdiffError(`${shownPath(loading)}: ${line}`, {
      cause: error,
      hint: adviceOn(error, loading) ?? 'Correct it, or name another config with --config.',
      place: shownPath(loading),
    });
  }
}

/** What ends a config in JavaScript; undefined for what else is wrong with one. */
function adviceOn(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error) || extname(file) === '.json' || basename(file) === 'package.json') {
    return undefined;
  }
  if (
    /^(?:module|exports|require|__dirname|__filename) is not defined in ES module scope/.test(error.message)
  ) {
    return 'It is read as an ES module and written as CommonJS: call it snapdiff.config.cjs, or write "export default { … }".';
  }
  // Only where Node takes it for CommonJS without a doubt: elsewhere it tries both.
  if (/^(?:Unexpected token 'export'|Cannot use import statement outside a module)/.test(error.message)) {
    return 'It is read as CommonJS and written as an ES module: call it snapdiff.config.mjs, or write "module.exports = { … }".';
  }
  const place = placeIn(error.stack ?? '', file);
  return place === undefined
    ? undefined
    : `It was thrown at ${place}; a config is a program, and that line of it failed.`;
}

/** "snapdiff.config.mjs:3:7": the first place of a stack that is in a file. */
function placeIn(stack: string, file: string): string | undefined {
  const names = [file, pathToFileURL(file).href];
  const lines = stack.split('\n');
  for (const line of lines) {
    for (const name of names) {
      const [, position] = line.split(name)[1]?.match(/^:(\d+(?::\d+)?)/) ?? [];
      if (position !== undefined) return `${shownPath(file)}:${position}`;
    }
  }
  return undefined;
}

/** @param path undefined: one that was found, which the error may name */
function cannotRead(path: string | undefined, cause: unknown): SnapdiffError {
  const { code, path: found = 'snapdiff.config.*, here or above' } = cause as NodeJS.ErrnoException;
  return new SnapdiffError(`${path ?? shownPath(found)}: cannot be read (${code ?? String(cause)})`, {
    cause,
    hint: code === 'ENOENT' ? 'No such file; check the path.' : 'Check the path and the file.',
  });
}

function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : near;
}

function parseJson(_file: string, content: string): unknown {
  return JSON.parse(content.replace(/^\uFEFF/, ''));
}

async function importDefault(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  if (module.default === undefined) {
    throw new SnapdiffError(`${shownPath(file)}: has no default export`, {
      hint: 'Write "export default { budgets: { … } }".',
    });
  }
  return module.default;
}

/** By Node itself, which takes types out since 22.18. */
async function importTypeScript(file: string): Promise<unknown> {
  const { typescript } = process.features as { typescript?: unknown };
  if (typescript === undefined || typescript === false) {
    throw new SnapdiffError(`${shownPath(file)}: Node ${process.versions.node} does not read TypeScript`, {
      hint: 'Use Node 22.18 or later, or write the config as snapdiff.config.mjs or .json.',
    });
  }
  return importDefault(file);
}
