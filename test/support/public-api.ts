import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryPath } from './fixtures.ts';

// What `tsc` writes into dist/*.d.ts has one form: a statement begins at the start of a line, and nothing else does but its
// closing brace. So the declarations are read as text; TypeScript 7 has no API.

interface Declaration {
  readonly file: string;
  readonly name: string;
  /** Without `export`, `declare` and comments. */
  readonly text: string;
}

/** A file of declarations: what it declares, and where the names come from that it imports or hands on. */
interface Module {
  readonly declared: ReadonlyMap<string, Declaration>;
  readonly imported: ReadonlyMap<string, readonly [file: string, name: string]>;
  /** Name it exports → name in this file. */
  readonly exported: ReadonlyMap<string, string>;
}

const modules = new Map<string, Module>();

function readModule(file: string): Module {
  let module = modules.get(file);
  if (module === undefined) modules.set(file, (module = parseModule(file)));
  return module;
}

function parseModule(file: string): Module {
  const declared = new Map<string, Declaration>();
  const imported = new Map<string, readonly [string, string]>();
  const exported = new Map<string, string>();
  const text = readFileSync(file, 'utf8').replace(/^ *\/\*\*[^]*?\*\/\n/gm, '');
  for (const statement of text.split(/\n(?=\w)/).map((each) => each.trimEnd())) {
    const list = /^(import|export) (?:type )?\{([^]*?)\}(?: from '(\.[^']*)')?/.exec(statement);
    if (list !== null) {
      const [, keyword, words = '', from] = list;
      for (const [, name = '', alias = name] of words.matchAll(/([\w$]+)(?: as ([\w$]+))?/g)) {
        if (keyword === 'export') exported.set(alias, from === undefined ? name : alias);
        if (from !== undefined) imported.set(alias, [declarationsOf(join(dirname(file), from)), name]);
      }
      continue;
    }
    const [, name] =
      /^(?:export )?(?:declare )?(?:abstract )?(?:class|function|const|interface|type) ([\w$]+)/.exec(
        statement,
      ) ?? [];
    if (name === undefined) {
      if (/^(?:import .*|#!.*|)$/.test(statement)) continue;
      throw new Error(`${file}: this is no declaration: ${statement}`);
    }
    const plain = statement.replace(/^(?:export )?(?:declare )?/, '');
    // Overloads are one declaration.
    const before = declared.get(name);
    declared.set(name, { file, name, text: before === undefined ? plain : `${before.text}\n${plain}` });
    if (statement.startsWith('export ')) exported.set(name, name);
  }
  return { declared, imported, exported };
}

/** './a.ts' → './a.d.ts' */
const declarationsOf = (path: string): string => path.replace(/\.(c?)ts$/, '.d.$1ts');

/** The declaration that a name of a module stands for, wherever it was made; undefined for one of the language or Node. */
function resolve(file: string, name: string): Declaration | undefined {
  const { declared, imported } = readModule(file);
  const source = imported.get(name);
  return source === undefined ? declared.get(name) : resolve(...source);
}

/** Adds a declaration, and all that it names. */
function reach(declaration: Declaration, reached: Set<Declaration>): void {
  if (reached.has(declaration)) return;
  reached.add(declaration);
  // What stands before a colon is a property's own name.
  const words = declaration.text.replace(/'[^'\n]*'/g, '').matchAll(/[A-Za-z_$][\w$]*(?![\w$]|\??:)/g);
  for (const [word] of words) {
    const used = resolve(declaration.file, word);
    if (used !== undefined) reach(used, reached);
  }
}

/**
 * The public API, types included: what each entry point of package.json exports, and every declaration that these are made
 * of, by name. Where in the source they stand is no part of it.
 *
 * @param entries name of an entry point → its declarations in the repository
 */
export function publicApi(entries: Readonly<Record<string, string>>): string {
  const reached = new Set<Declaration>();
  const sections = Object.entries(entries).map(([entry, path]) => {
    const file = repositoryPath(path);
    const names = [...readModule(file).exported.keys()].sort();
    for (const name of names) {
      const declaration = resolve(file, readModule(file).exported.get(name) ?? name);
      if (declaration === undefined) throw new Error(`${path}: what is exported as ${name} is not declared`);
      reach(declaration, reached);
    }
    return `${entry} exports ${names.length === 0 ? 'nothing' : `${names.length} names`}\n${names.map((name) => `  ${name}\n`).join('')}`;
  });
  const texts = [...reached]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.text < b.text ? -1 : 1))
    .map(({ text }) => `${text}\n`);
  return [...sections, ...texts].join('\n');
}
