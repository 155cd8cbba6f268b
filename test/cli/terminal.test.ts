import assert from 'node:assert/strict';
import process from 'node:process';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { SnapdiffError } from '../../src/base/errors.ts';
import { decideColor, writeOut } from '../../src/cli/output.ts';
import { leaveAgents } from '../support/child-environment.ts';
import { waitUntil } from '../support/child-processes.ts';
import { canDrawBar, formatProgress, withProgressBar } from '../../src/cli/progress-bar.ts';

leaveAgents();

/** Keeps what is written; says it is a terminal, or not. */
class FakeTerminal extends Writable {
  readonly isTTY: boolean;
  readonly columns = 60;
  text = '';

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk;
    done();
  }
}

async function runPhases(terminal: FakeTerminal, fail = false): Promise<string> {
  return withProgressBar(async (onProgress) => {
    onProgress('reading a\u001b[2J.heapsnapshot', 50, 100);
    if (terminal.isTTY) await waitUntil('the bar is drawn', () => terminal.text.includes(' 50 %'));
    if (fail) throw new Error('broken');
    onProgress('reading a\u001b[2J.heapsnapshot', 100, 100);
    onProgress('analysing', 0, undefined);
    return 'result';
  }, terminal);
}

// oxlint-disable-next-line no-control-regex
const clearsLine = /\u001b\[(?:0G|1G|G)\u001b\[[02]?K$/;

test('no terminal, no progress', async () => {
  const pipe = new FakeTerminal(false);
  assert.equal(await runPhases(pipe), 'result');
  assert.equal(pipe.text, '');
});

test('a terminal gets a bar, with names made safe, and is left clean', async () => {
  const terminal = new FakeTerminal(true);
  assert.equal(await runPhases(terminal), 'result');
  assert.ok(terminal.text.includes('[============------------]  50 %  reading a\\x1b[2J.'), terminal.text);
  assert.ok(terminal.text.includes('analysing'), 'a phase is shown at once, however soon it follows another');
  assert.match(terminal.text, clearsLine);
});

test('an agent gets no bar, though it has a terminal', () => {
  const terminal = new FakeTerminal(true);
  process.env['AI_AGENT'] = 'test';
  try {
    assert.equal(canDrawBar(terminal), false);
  } finally {
    leaveAgents();
  }
  assert.equal(canDrawBar(terminal), process.env['TERM'] !== 'dumb');
});

test('the bar goes away when the work fails', async () => {
  const terminal = new FakeTerminal(true);
  await assert.rejects(runPhases(terminal, true), /broken/);
  assert.match(terminal.text, clearsLine);
});

test('the bar changes nothing that a Ctrl-C would leave behind', async () => {
  const terminal = new FakeTerminal(true);
  const listeners = process.listenerCount('SIGINT');
  await withProgressBar(async (onProgress) => {
    onProgress('reading', 1, 2);
    assert.equal(process.listenerCount('SIGINT'), listeners, 'Ctrl-C ends the program, not the bar');
  }, terminal);
  assert.ok(!terminal.text.includes('\u001b[?25l'), 'the cursor stays');
  assert.ok(!terminal.text.includes('\u001b[?7l'), 'lines still wrap');
});

test('progress tells the share where the total is known, else the amount', () => {
  assert.equal(
    formatProgress({ phase: 'reading', done: 1, total: 4 }, 80),
    '[======------------------]  25 %  reading',
  );
  assert.equal(
    formatProgress({ phase: 'reading -', done: 1_234_567, total: undefined }, 80),
    '1.2 MB  reading -',
  );
  assert.equal(formatProgress({ phase: 'analysing', done: 0, total: undefined }, 80), 'analysing');
  assert.equal(formatProgress({ phase: 'reading', done: 5, total: 4 }, 80).slice(26, 34), ' 100 %  ');
  assert.equal(formatProgress({ phase: 'x'.repeat(99), done: 0, total: 1 }, 60).length, 59);
});

test('colour is decided by the option, then FORCE_COLOR, NO_COLOR, TERM, the terminal', () => {
  assert.equal(decideColor(undefined, {}, true), true);
  assert.equal(decideColor(undefined, {}, false), false);
  assert.equal(decideColor(false, { FORCE_COLOR: '1' }, true), false);
  assert.equal(decideColor(true, { NO_COLOR: '1' }, false), true);
  assert.equal(decideColor(undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, false), true);
  assert.equal(decideColor(undefined, { FORCE_COLOR: '' }, false), true);
  assert.equal(decideColor(undefined, { FORCE_COLOR: '0' }, true), false);
  assert.equal(decideColor(undefined, { NO_COLOR: '1' }, true), false);
  assert.equal(decideColor(undefined, { NO_COLOR: '' }, true), true);
  assert.equal(decideColor(undefined, { TERM: 'dumb' }, true), false);
});

test('what cannot be written is an error, unless the reader has left', async () => {
  const failing = (code: string): Writable =>
    new Writable({
      write(_chunk, _encoding, done): void {
        done(Object.assign(new Error(`${code}: cannot`), { code }));
      },
    });
  await writeOut('text', failing('EPIPE'));
  await assert.rejects(writeOut('text', failing('ENOSPC')), (error) => {
    assert.ok(error instanceof SnapdiffError);
    assert.equal(error.message, 'the report could not be written: ENOSPC: cannot');
    return true;
  });
});

test('a file that refuses while it is written to is an error too', async () => {
  const refusing = new Writable({
    write(): void {
      throw new Error('ENOSPC: no space left on device, write');
    },
  });
  await assert.rejects(writeOut('text', refusing), SnapdiffError);
});
