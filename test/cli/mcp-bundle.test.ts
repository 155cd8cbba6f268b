import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { repositoryPath } from '../support/fixtures.ts';

const dist = repositoryPath('dist');

/** A built file and all that is loaded with it at once. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, imported = ''] of text.matchAll(/^(?:import|export|\} from|.*\bfrom) ?"(\.[^"]+)";$/gm)) {
    loadedWith(join(dirname(path), imported), seen);
  }
  return seen;
}

test('what speaks to agents is a file of its own, which no other command loads', () => {
  const protocol = join(dist, 'mcp/protocol.js');
  const { size } = statSync(protocol);
  assert.ok(size < 300_000, `${size} bytes`);
  const chunks = readdirSync(join(dist, 'chunks')).map((name) => join(dist, 'chunks', name));
  const isProgram = (path: string): boolean => basename(path).startsWith('program-');
  const program = [...loadedWith(chunks.find(isProgram) ?? '')];
  assert.ok(program.length > 1 && !program.includes(protocol));
  const users = chunks.filter((path) => readFileSync(path, 'utf8').includes('mcp/protocol.js'));
  assert.deepEqual(
    users.map((path) => basename(path).replace(/-.*/, '')),
    ['serve'],
  );
  assert.ok(loadedWith(users[0]).has(protocol));
});
