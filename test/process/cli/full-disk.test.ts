import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runShell } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-full-'));
after(() => rmSync(folder, { recursive: true }));
const report = join(folder, 'report');
const files = [0, 1].map((index) => `fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`).join(' ');

// Under such a limit the file takes its first kilobytes, as a disk that fills does, and then no more.
for (const [what, command] of [
  ['a comparison', `--json ${files}`],
  ['a summary', `summary --top 0 --json ${files.split(' ')[0]}`],
  ['a check that fails', `check --json --budget total.retained=0 ${files}`],
] as const) {
  test(`${what} that fits on the disk only in part is said to be cut short, and is exit code 2`, async () => {
    const whole = await runShell(`$SNAPDIFF ${command} > ${report}`);
    assert.equal(whole.exitCode, command.startsWith('check') ? 1 : 0, whole.stderr);
    const bytes = readFileSync(report);
    const kilobytes = Math.floor(bytes.length / 2048);
    assert.ok(kilobytes > 0);

    const { exitCode, stderr } = await runShell(`ulimit -f ${kilobytes}; $SNAPDIFF ${command} > ${report}`);
    assert.equal(
      stderr,
      'snapdiff: the report could not be written: EFBIG: file too large, write. What stands there is cut short. ' +
        'Make room on its disk, and call it again.\n',
    );
    assert.equal(exitCode, 2);
    assert.deepEqual(readFileSync(report), bytes.subarray(0, kilobytes * 1024));
  });
}

test('a report is written behind what a file holds, if the shell says so', async () => {
  const { exitCode } = await runShell(
    `echo first > ${report}; $SNAPDIFF summary --top 1 ${files.split(' ')[0]} >> ${report}`,
  );
  assert.equal(exitCode, 0);
  assert.match(readFileSync(report, 'utf8'), /^first\n[^]*Constructor/);
});

test('error messages that fit nowhere change no exit code', async () => {
  const { exitCode, stdout } = await runShell(`ulimit -f 0; $SNAPDIFF --frob 2> ${report}`);
  assert.deepEqual([exitCode, stdout], [2, '']);
});

test('a report that does not fit into its file leaves none, and one line says to make room', async () => {
  const { exitCode, stderr } = await runShell(
    `ulimit -f 1; $SNAPDIFF summary ${files.split(' ')[0]} --top 0 --format json=${report}.json`,
  );
  assert.equal(
    stderr,
    `snapdiff: ${report}.json: cannot be written (EFBIG). Nothing was left there. Make room on its disk, and call it again.\n`,
  );
  assert.equal(exitCode, 2);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('.json')),
    [],
  );
});
