import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkScenario } from '../../../src/scenario/check-scenario.ts';
import { repositoryPath } from '../../support/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-keep-alive-'));
after(() => rmSync(folder, { recursive: true }));

test('connections that timed out while the process stood still are closed before the work goes on', async () => {
  const path = repositoryPath('fixtures/programs/scenarios/short-keep-alive.mjs');
  const { report } = await checkScenario(path, { out: folder, iterations: 5, warmup: 5 });
  assert.equal(report.passed, true, report.failures[0]?.message);
});
