import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { repositoryPath } from './support/fixtures.ts';

// Who may import whom is a table of docs/architecture.md. The linter holds it: here each folder imports from every other,
// and exactly what the table does not allow is refused.

const root = mkdtempSync(join(tmpdir(), 'snapdiff-fences-'));
after(() => rmSync(root, { recursive: true }));

const isFolder = (path: string): boolean => statSync(repositoryPath(path)).isDirectory();
const foldersIn = (path: string): string[] =>
  readdirSync(repositoryPath(path)).filter((name) => isFolder(`${path}/${name}`));
const rooms = foldersIn('src');

/** Folder → those it may import from, as the table says. */
function readTable(): Map<string, string[]> {
  const text = readFileSync(repositoryPath('docs/architecture.md'), 'utf8');
  const rows = text.matchAll(/^\| `(\w+)\/` \|[^|]*\| ([^|]*) \|$/gm);
  return new Map(
    Array.from(rows, ([, room = '', allowed = '']) => [
      room,
      Array.from(allowed.matchAll(/`(\w+)\/`/g), ([, name = '']) => name),
    ]),
  );
}

/** Each folder of `src`, with the way from it to `src`. */
const places = rooms.flatMap((room) => [
  { room, folder: room, up: '../' },
  ...foldersIn(`src/${room}`).map((name) => ({ room, folder: `${room}/${name}`, up: '../../' })),
]);

function seed(): void {
  const config = JSON.parse(readFileSync(repositoryPath('.oxlintrc.json'), 'utf8')) as object;
  // Types are of no concern here, and what is imported is not there.
  writeFileSync(join(root, '.oxlintrc.json'), JSON.stringify({ ...config, options: { typeAware: false } }));
  for (const { room, folder, up } of places) {
    const others = rooms.filter((other) => other !== room);
    const imports = [...others.map((other) => `${up}${other}/seed.ts`), `${up}seed.ts`];
    const path = join(root, 'src', folder, 'seed.ts');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, imports.map((from) => `import '${from}';\n`).join(''));
  }
}

function lint(): Map<string, string[]> {
  const { stdout } = spawnSync(
    process.execPath,
    [repositoryPath('node_modules/oxlint/bin/oxlint'), '-f', 'json', 'src'],
    { cwd: root, encoding: 'utf8' },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; message: string; filename: string }[];
  };
  const refused = new Map<string, string[]>();
  for (const { code, message, filename } of diagnostics) {
    if (!code.includes('no-restricted-imports')) continue;
    const folder = dirname(filename).replace(/^src\//, '');
    const from = /^'([^']*)'/.exec(message)?.[1] ?? '';
    refused.set(folder, [...(refused.get(folder) ?? []), from]);
  }
  return refused;
}

suite('who may import whom', () => {
  const table = readTable();

  test('the table has every folder, and the root holds the public API alone', () => {
    assert.deepEqual([...table.keys()].sort(), rooms.toSorted());
    const files = readdirSync(repositoryPath('src')).filter((name) => !isFolder(`src/${name}`));
    assert.deepEqual(files, ['index.ts']);
  });

  test('nobody is imported back by those it stands on', () => {
    const reach = (room: string, seen = new Set<string>()): Set<string> => {
      for (const below of table.get(room) ?? []) if (!seen.has(below)) reach(below, seen.add(below));
      return seen;
    };
    for (const room of rooms) assert.ok(!reach(room).has(room), room);
  });

  seed();
  const refused = lint();
  for (const { room, folder, up } of places) {
    test(`${folder}/ imports what the table allows, and nothing else`, () => {
      const forbidden = rooms.filter((other) => other !== room && !table.get(room)?.includes(other));
      const expected = [...forbidden.map((other) => `${up}${other}/seed.ts`), `${up}seed.ts`];
      assert.deepEqual(refused.get(folder)?.sort(), expected.sort());
    });
  }
});

suite('a README names every file of its folder', () => {
  for (const { room, folder } of places) {
    test(folder, () => {
      const text = readFileSync(repositoryPath(`src/${room}/README.md`), 'utf8');
      const files = readdirSync(repositoryPath(`src/${folder}`)).filter((name) =>
        /\.(?:c?ts|tsx)$/.test(name),
      );
      assert.deepEqual(
        files.filter((name) => !text.includes(`\`${name}\``) && !text.includes(`/${name}\``)),
        [],
      );
    });
  }
});
