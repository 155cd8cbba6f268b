import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Writable } from 'node:stream';
import { writeLines } from '../../src/cli/output.ts';
import { Screen } from '../../src/cli/commands/watch-screen.ts';
import { jsonLine } from '../../src/report/json.ts';
import { hostileToCi } from '../support/hostile-names.ts';
import { runCli } from '../support/run-cli.ts';

/** Controls but the line feed, format and bidi characters, lone surrogates, line separators. */
const harmful = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

test('a line that is written holds no control, and is one line', async () => {
  for (const text of hostileToCi.values()) {
    let written = '';
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        written += chunk;
        done();
      },
    });
    await writeLines([`${text}.heapsnapshot  1 MB`, ''], stream);
    assert.doesNotMatch(written, harmful);
    assert.equal(written.split('\n').length, 3);
    assert.doesNotMatch(written, /^\s*::\w|##\w*\[/m);
  }
});

test('a line of JSON is plain ASCII and gives every name back whole', () => {
  for (const command of hostileToCi.values()) {
    const line = jsonLine({ pid: 7, command });
    assert.match(line, /^[ -~]*\n$/);
    assert.deepEqual(JSON.parse(line), { pid: 7, command });
  }
});

test('a screen moves the cursor by itself only', () => {
  const drawn = new Screen().draw(['process \u001b[2J7', 'rss']);
  assert.equal(drawn, 'process \\x1b[2J7\u001b[K\nrss\u001b[K\n\u001b[J');
});

test('triage escapes the path of its timeline', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-triage-'));
  try {
    const path = join(folder, 'é\u202e\u001b[2J.jsonl');
    const sample = { time: '2026-01-01T00:00:00.000Z', pid: 7, uptime: 1, rss: 1e8 };
    await writeFile(path, `${JSON.stringify(sample)}\n`);
    const { exitCode, stdout } = await runCli(['triage', path, '--json']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^[\n -~]*$/);
    assert.equal((JSON.parse(stdout) as { path: string }).path, path);
    assert.doesNotMatch((await runCli(['triage', path])).stdout, harmful);
  } finally {
    await rm(folder, { recursive: true });
  }
});
