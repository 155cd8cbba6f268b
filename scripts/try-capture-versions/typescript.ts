// A config and a scenario in TypeScript: from Node 22.18 on Node takes the types out itself, before that there is advice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../test/support/child-environment.ts';
import { repositoryPath } from '../../test/support/fixtures.ts';
import type { Check, NodeUnderTest } from './check.ts';

const program = repositoryPath('dist/cli/main.js');
const small = ['0', '1'].map((name) =>
  repositoryPath(`fixtures/snapshots/class-instances/${name}.heapsnapshot.gz`),
);

/** A check in a folder with the files given. */
function check(
  node: NodeUnderTest,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'snapdiff-typescript-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    return spawnSync(node.path, [program, 'check', ...args], {
      cwd,
      encoding: 'utf8',
      env: childEnvironment(),
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const unsupported = 'not for it';

export const typescriptChecks: readonly Check[] = [
  {
    name: 'a config in TypeScript',
    run: async (node) => {
      if (node.major < 20) return unsupported;
      const text = `const total: string = '+1000%';\nexport default { budgets: { total }, failOn: 'budget' };`;
      for (const name of ['snapdiff.config.ts', 'snapdiff.config.mts']) {
        const { status, stdout, stderr } = check(
          node,
          { [name]: text, 'package.json': '{ "type": "module" }' },
          small,
        );
        if (node.major < 22) {
          assert.equal(status, 2, stderr);
          assert.match(
            stderr,
            /^snapdiff: snapdiff\.config\.m?ts: Node [\d.]+ does not read TypeScript\. Use Node 22\.18 /,
          );
        } else {
          assert.deepEqual([status, stderr], [0, '']);
          assert.match(stdout, /^PASS: .*1 budget kept/);
        }
      }
      return node.major < 22 ? 'advice' : undefined;
    },
  },
  {
    name: 'a scenario in TypeScript',
    run: async (node) => {
      if (node.major < 22) return unsupported;
      const text = `class Kept {}\nconst all: Kept[] = [];\nexport const run = (): void => void all.push(new Kept());`;
      const args = ['--scenario', 'leak.mts', '--warmup', '10', '--iterations', '50', '--out', '.'];
      const { status, stdout, stderr } = check(node, { 'leak.mts': text }, args);
      assert.equal(status, 1, stderr);
      assert.match(stdout, /^1\. Kept: 150 new objects stay/m);
      return undefined;
    },
  },
];
