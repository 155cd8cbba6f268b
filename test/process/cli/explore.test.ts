import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { openBrowser } from '../../../src/cli/open-browser.ts';
import type { ExploredObject } from '../../../src/explore/questions.ts';
import type { Session } from '../../../src/explore/session.ts';
import { waitUntil } from '../../support/child-processes.ts';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { DrawnProcess, writeSmallLeak } from '../../support/draw-series.ts';
import { runCli } from '../../support/run-cli.ts';
import { RunningCli } from '../capture/capture-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-explore-'));
after(() => rmSync(folder, { recursive: true }));
const files = writeSmallLeak(folder);
const temporary = join(folder, 'tmp');
mkdirSync(temporary);

/** `snapdiff explore`, and a browser that has used its address. */
class Exploring {
  readonly cli: RunningCli;
  readonly url: URL;
  readonly #cookie: string;

  private constructor(cli: RunningCli, url: URL, cookie: string) {
    this.cli = cli;
    this.url = url;
    this.#cookie = cookie;
  }

  static async begin(...args: readonly string[]): Promise<Exploring> {
    const cli = new RunningCli(['explore', ...args], { env: { TMPDIR: temporary } });
    await cli.says('Ctrl-C', 'stderr');
    const [line = ''] = cli.stdout.split('\n');
    assert.match(line, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const entered = await fetch(line, { redirect: 'manual' });
    assert.equal(entered.status, 303);
    const cookie = entered.headers.get('set-cookie')?.replace(/;.*/, '') ?? '';
    return new Exploring(cli, new URL(line), cookie);
  }

  fetch(path: string, body?: unknown): Promise<Response> {
    return fetch(new URL(path, this.url), {
      headers: { cookie: this.#cookie, 'content-type': 'application/json' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  }

  async answer<Answer>(path: string, body: unknown, status = 200): Promise<Answer> {
    const response = await this.fetch(path, body);
    const text = await response.text();
    assert.equal(response.status, status, text.slice(0, 1000));
    return JSON.parse(text) as Answer;
  }

  /** The first one told of which it is so. */
  async session(isSo: (session: Session) => boolean): Promise<Session> {
    const { body } = await this.fetch('/session');
    assert.ok(body);
    let told = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      told += chunk;
      const events = told.split('\n\n');
      told = events.pop() ?? '';
      const sessions = events.map((event) => JSON.parse(event.replace(/^data: /, '')) as Session);
      const found = sessions.find(isSo);
      if (found) return found;
    }
    assert.fail('the stream has ended before');
  }

  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.cli.child.kill(signal);
    return (await this.cli.end()).exitCode;
  }
}

const object = (snapshot: number, id: number | 'root'): unknown => ({
  snapshot,
  question: { question: 'object', id },
});

/** Of a comparison, as far as it is looked at here. */
interface Compared {
  readonly kind: string;
  readonly snapshots: readonly { readonly path: string }[];
  readonly tree?: unknown;
  readonly objects?: unknown;
  readonly privacy: unknown;
}

test('from the address in the terminal to a page, a report, an object, and an end that leaves nothing', async () => {
  const exploring = await Exploring.begin(...files.slice(0, 2));
  const page = await (await exploring.fetch('/')).text();
  assert.match(page, /^<!doctype html>[^]*<meta http-equiv="Content-Security-Policy"/);

  const report = await exploring.answer<Compared>('/report', { snapshots: [0, 1] });
  assert.equal(report.kind, 'comparison');
  assert.deepEqual(
    report.snapshots.map(({ path }) => path),
    files.slice(0, 2),
  );
  assert.ok(report.tree && report.objects);
  assert.deepEqual(report.privacy, { strings: 'included' });
  const { kind } = await exploring.answer<Compared>('/report', { snapshots: [1] });
  assert.equal(kind, 'summary');

  const root = await exploring.answer<ExploredObject>('/ask', object(1, 'root'));
  assert.ok(root.retainedSize > 1000 && root.fieldCount > 0);
  const { message } = await exploring.answer<{ message: string }>('/ask', object(2, 'root'), 422);
  assert.equal(message, 'there is no snapshot 2');
  const { snapshots } = await exploring.session((now) =>
    now.snapshots.every(({ state }) => state.state === 'ready'),
  );
  assert.deepEqual(
    snapshots.map(({ path }) => path),
    files.slice(0, 2),
  );

  assert.equal((await fetch(exploring.url)).status, 403);
  assert.equal(await exploring.end(), 130);
  const { cli, url } = exploring;
  assert.match(cli.stdout, /^http:\S+\ninconclusive: .+\n$/);
  assert.equal(
    cli.stderr,
    'snapdiff: the address works once, in the browser that opens it. Ctrl-C ends it.\n' +
      'snapdiff: stopped by SIGINT; the page has ended, and nothing was written\n',
  );
  await assert.rejects(fetch(url), /fetch failed/);
  const left = readdirSync(temporary).filter((name) => name !== 'node-compile-cache');
  assert.deepEqual(left, []);
});

test('of a series in any order the oldest is first, in the session, in reports and for questions', async () => {
  const exploring = await Exploring.begin(files[3] ?? '', files[0] ?? '', files[1] ?? '');
  const expected = [files[0], files[1], files[3]];
  const all = await exploring.answer<Compared>('/report', { snapshots: [0, 1, 2] });
  assert.deepEqual(
    all.snapshots.map(({ path }) => path),
    expected,
  );
  const { snapshots } = await exploring.session(({ report }) => report.state === 'ready');
  assert.deepEqual(
    snapshots.map(({ path }) => path),
    expected,
  );
  const two = await exploring.answer<Compared>('/report', { snapshots: [2, 1] });
  assert.deepEqual(
    two.snapshots.map(({ path }) => path),
    expected.slice(1),
  );
  const sizes = [];
  for (const at of [0, 1, 2]) {
    sizes.push((await exploring.answer<ExploredObject>('/ask', object(at, 'root'))).retainedSize);
  }
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => a - b),
  );
  assert.equal(await exploring.end('SIGTERM'), 143);
  assert.match(exploring.cli.stdout, /^http:\S+\nleak \(\d+ % sure\): .+\n$/);
});

test('one snapshot is summarized', async () => {
  const exploring = await Exploring.begin(files[0] ?? '');
  const { kind } = await exploring.answer<Compared>('/report', { snapshots: [0] });
  assert.equal(kind, 'summary');
  assert.equal(await exploring.end('SIGHUP'), 129);
  assert.match(exploring.cli.stdout, /0\.heapsnapshot: \d+\.\d kB in \d+ objects\.\n$/);
});

test('a file that is replaced or deleted meanwhile is said, and what was read is still answered', async () => {
  const copies = ['kept', 'replaced', 'deleted'].map((name) => join(folder, `${name}.heapsnapshot`));
  const [kept = '', replaced = '', deleted = ''] = copies;
  copies.forEach((path, index) => writeFileSync(path, readFileSync(files[index] ?? '')));
  const exploring = await Exploring.begin(kept, replaced, deleted);
  const all = { snapshots: [0, 1, 2] };
  const before = await exploring.answer<unknown>('/report', all);
  const isOpen = ({ snapshots }: Session): boolean => snapshots.every(({ state }) => state.state === 'ready');
  await exploring.session(isOpen);
  const other = new DrawnProcess();
  other.takeSnapshot();
  writeFileSync(`${replaced}.part`, snapshotBytes(other.snapshots[0] ?? { nodes: [], root: 0 }));
  renameSync(`${replaced}.part`, replaced);
  rmSync(deleted);

  const hint = 'What is on the page stays; for another file start snapdiff explore again.';
  assert.deepEqual(await exploring.answer('/report', { snapshots: [0, 1] }, 422), {
    message: `${replaced}: has been changed, or replaced, since it was read first`,
    hint,
  });
  assert.deepEqual(await exploring.answer('/report', { snapshots: [2] }, 422), {
    message: `${deleted}: is there no more`,
    hint,
  });
  assert.deepEqual(await exploring.answer('/report', all), before);
  const { retainedSize } = await exploring.answer<ExploredObject>('/ask', object(2, 'root'));
  assert.ok(retainedSize > 1000);
  const { kind } = await exploring.answer<Compared>('/report', { snapshots: [0] });
  assert.equal(kind, 'summary');
  assert.equal(await exploring.end(), 130);
});

test('Ctrl-C ends it in the middle of reading', async () => {
  const large = join(folder, 'large.heapsnapshot');
  const small = snapshotBytes('\n  root -> a\n  a: string "a"\n').toString('utf8');
  const text = `,"${'a'.repeat(1 << 20)}"`;
  writeFileSync(
    large,
    small.replace(/\]\}\s*$/, () => `${text.repeat(200)}]}`),
  );
  const exploring = await Exploring.begin(large, large);
  const { report } = await exploring.session((now) => now.report.state !== 'waiting');
  assert.equal(report.state, 'working');
  assert.equal(await exploring.end(), 130);
  assert.match(exploring.cli.stdout, /^http:\S+\n$/);
  await assert.rejects(fetch(exploring.url), /fetch failed/);
  rmSync(large);
});

test('what cannot be explored is one line and exit code 2, and no address is printed', async () => {
  const missing = join(folder, 'missing.heapsnapshot');
  const text = join(folder, 'text.heapsnapshot');
  writeFileSync(text, 'not a snapshot');
  const empty = join(folder, 'empty.heapsnapshot');
  writeFileSync(empty, '');
  const pipe = join(folder, 'pipe.heapsnapshot');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  after(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const [file] = files;
  const mistakes: readonly (readonly [args: readonly string[], line: RegExp])[] = [
    [[file, missing], /missing\.heapsnapshot: cannot be read \(ENOENT\)/],
    [[file, text], /text\.heapsnapshot: .*\(at byte 0\)/],
    [[empty], /empty\.heapsnapshot: /],
    [[folder], /: is a directory/],
    [['-'], /-: is read more than once, which standard input cannot be\. Write it to a file first\./],
    [[file, pipe], /pipe\.heapsnapshot: is read more than once, which a pipe cannot be/],
    [[''], /the name of a snapshot is empty/],
    [[file, '--jobs', '0'], /--jobs needs a whole number, 1 or more/],
    [[file, '--source-maps', join(folder, 'none')], /none: /],
    [
      [file, '--port', `${port}`],
      /port \d+ cannot be opened: another program listens there\. Without --port /,
    ],
    ...['70000', '-1', '80.5', 'http', ''].map(
      (given) => [[file, '--port', given], /--port needs a number of at most 65535\. Without it /] as const,
    ),
    [[file, '--html', 'a.html'], /--html is not an option of this command/],
  ];
  for (const [args, line] of mistakes) {
    const { exitCode, stdout, stderr } = await runCli(['explore', ...args], { isAlone: true });
    assert.match(stderr, line);
    assert.match(stderr, /^snapdiff: .*\n$/, stderr);
    assert.deepEqual([exitCode, stdout], [2, '']);
  }
});

test('a file that breaks off is found while it is read: a line, exit code 2, and no server is left', async () => {
  const [file, other] = files;
  const broken = join(folder, 'broken.heapsnapshot');
  writeFileSync(broken, readFileSync(other).subarray(0, -100));
  const { exitCode, stdout, stderr } = await runCli(['explore', file, broken], { isAlone: true });
  assert.match(stderr, /\nsnapdiff: \S+broken\.heapsnapshot: .* \(at byte [\d,]+\).*\n$/);
  assert.equal(exitCode, 2);
  await assert.rejects(fetch(stdout.trim()), /fetch failed/);
});

test('the browser is opened with the address, and where none can be, nothing is said', async () => {
  const bin = join(folder, 'bin');
  const opened = join(folder, 'opened');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${opened}.part'\nmv '${opened}.part' '${opened}'\n`,
  );
  chmodSync(join(bin, 'xdg-open'), 0o755);
  const PATH = [bin, process.env['PATH']].join(delimiter);
  const url = 'http://127.0.0.1:1/?token=$(id)';
  openBrowser(url, {
    platform: 'linux',
    env: { PATH: join(folder, 'none'), DISPLAY: ':0' },
    isTerminal: true,
  });
  openBrowser(url, { platform: 'linux', env: { PATH, DISPLAY: ':0' }, isTerminal: true });
  await waitUntil('it is opened', () => existsSync(opened));
  assert.equal(readFileSync(opened, 'utf8'), `${url}\n`);
});
