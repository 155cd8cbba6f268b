import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, suite, test } from 'node:test';
import { writeSmallLeak } from '../../support/draw-series.ts';
import { patienceMs, startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { connect } from '../../support/mcp-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-mcp-'));
after(() => rmSync(folder, { recursive: true }));
const files = ['0', '1', '2', '3'].map((name) => `${name}.heapsnapshot`);
writeSmallLeak(folder);

const options = { timeout: patienceMs };

suite('snapdiff mcp', () => {
  for (const revision of [undefined, 'newest'] as const) {
    test(`compares, shows a suspect, its owners and an object (${revision ?? 'older'} revision)`, async () => {
      const { client, call } = await connect({ roots: [folder], ...(revision && { revision }) });
      assert.equal(client.getNegotiatedProtocolVersion(), revision ? '2026-07-28' : '2025-11-25');
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map(({ name }) => name),
        [
          'list_processes',
          'capture_snapshot',
          'compare_snapshots',
          'show_suspect',
          'show_owners',
          'show_object',
          'run_scenario_check',
          'triage_process',
        ],
      );
      const compared = await call('compare_snapshots', { snapshots: files });
      assert.match(compared.text, /^leak \(90 % sure\)\. 4 snapshots, .+, 1 suspect\.\n/);
      const { suspects } = compared.data as { suspects: { class: string }[] };
      assert.equal(suspects[0].class, 'Connection');
      const suspect = await call('show_suspect', { snapshots: files });
      const { object_ids: ids } = suspect.data as { object_ids: number[] };
      const owners = await call('show_owners', { snapshot: files[3], class: 'Connection' });
      const { tree } = owners.data as { tree: { class: string; name?: string }[] };
      assert.deepEqual(tree.at(-1)?.class, 'Connection');
      assert.ok(tree.some(({ name }) => name === 'pool'));
      const object = await call('show_object', { snapshot: files[3], id: ids[0] });
      assert.equal((object.data as { class: string }).class, 'Connection');
    });
  }

  test('what a client gets wrong is an error, and the connection goes on', async () => {
    const { client, call, said } = await connect({ args: ['--root', folder] });
    await assert.rejects(client.callTool({ name: 'delete_files' }), /delete_files not found/);
    const wrong = await call('show_object', { snapshot: files[0], id: 'x' });
    assert.ok(wrong.isError && wrong.text.includes('id is not a whole number'));
    const missing = await call('compare_snapshots', { snapshots: ['0.heapsnapshot', 'gone.heapsnapshot'] });
    assert.ok(missing.isError);
    assert.equal(
      missing.text,
      'It could not be done: "gone.heapsnapshot: no such file or folder". What helps: "Check the path.".',
    );
    const same = await call('compare_snapshots', { snapshots: [files[0], files[0]] });
    assert.ok(same.isError && same.text.includes('not with itself'));
    writeFileSync(join(folder, 'no.heapsnapshot'), '{"snapshot":');
    const broken = await call('show_object', { snapshot: 'no.heapsnapshot', id: 1 });
    assert.ok(broken.isError && broken.text.includes('no.heapsnapshot'), broken.text);
    assert.equal((await call('compare_snapshots', { snapshots: files })).isError, false);
    assert.equal(said(), '');
  });

  test('files outside of the roots are refused: those of the client, of --root, or the working directory', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'snapdiff-outside-'));
    after(() => rmSync(outside, { recursive: true }));
    copyFileSync(join(folder, files[0]), join(outside, 'x.heapsnapshot'));
    symlinkSync(outside, join(folder, 'link'));
    for (const connection of [
      await connect({ roots: [folder], cwd: outside }),
      await connect({ roots: [folder], cwd: outside, revision: 'newest' }),
      await connect({ roots: [outside], args: ['--root', folder] }),
      await connect({ cwd: folder }),
    ]) {
      for (const path of [join(outside, 'x.heapsnapshot'), 'link/x.heapsnapshot']) {
        const asked = await Promise.all([
          connection.call('compare_snapshots', { snapshots: [files[0], path] }),
          connection.call('show_object', { snapshot: path, id: 1 }),
          connection.call('run_scenario_check', { scenario: path }),
          connection.call('run_scenario_check', { scenario: files[0], config: path }),
          connection.call('run_scenario_check', { scenario: files[0], keep_in: join(path, '..') }),
          connection.call('triage_process', { timeline: path }),
          connection.call('capture_snapshot', { pid: process.pid, folder: join(path, '..') }),
        ]);
        for (const { isError, text } of asked) {
          assert.ok(isError && text.includes('is outside of the folders that are open'), text);
        }
      }
      assert.equal((await connection.call('show_object', { snapshot: files[0], id: 1 })).isError, false);
    }
    rmSync(join(folder, 'link'));
    assert.deepEqual(readdirSync(outside), ['x.heapsnapshot']);
  });

  test('a client that opens nothing opens nothing', async () => {
    const { call } = await connect({ roots: [], cwd: folder });
    const { isError, text } = await call('show_object', { snapshot: files[0], id: 1 });
    assert.ok(isError && text.includes('opens no folder'), text);
  });

  test('a file that has changed is read anew', async () => {
    const { call } = await connect({ args: ['--root', folder] });
    const changed = 'changed.heapsnapshot';
    copyFileSync(join(folder, files[0]), join(folder, changed));
    const gathered = async (): Promise<unknown> => {
      const { data } = await call('compare_snapshots', { snapshots: [files[1], changed] });
      return (data as { snapshots: { objects: number }[] }).snapshots[1].objects;
    };
    const objects = async (): Promise<unknown> => {
      const { data } = await call('show_owners', { snapshot: changed, class: 'Connection' });
      return (data as { objects: number }).objects;
    };
    const before = [await gathered(), await objects()];
    copyFileSync(join(folder, files[3]), join(folder, changed));
    const now = [await gathered(), await objects()];
    assert.deepEqual([before[1], now[1]], [5, 20]);
    assert.notEqual(before[0], now[0]);
  });

  test('long work tells how far it is', async () => {
    const { call } = await connect({
      args: ['--root', repositoryPath('fixtures/snapshots/push-daemon-leak')],
    });
    const notes: { progress: number; message?: string | undefined }[] = [];
    const snapshots = [0, 1, 2].map((number) => `${number}.heapsnapshot.gz`);
    await call('compare_snapshots', { snapshots }, { onprogress: (note) => void notes.push(note) });
    assert.ok(notes.length > 2);
    assert.ok(notes.some(({ message }) => message?.includes('reading')));
    for (const [index, { progress }] of notes.slice(1).entries()) assert.ok(progress > notes[index].progress);
  });

  test('a call that is cancelled ends its thread, and the next one is answered', options, async () => {
    const { call, server } = await connect({
      args: ['--root', repositoryPath('fixtures/snapshots/push-daemon-leak')],
    });
    const snapshots = [0, 1, 2, 3].map((number) => `${number}.heapsnapshot.gz`);
    const threads = (): number => readdirSync(`/proc/${server.pid}/task`).length;
    await call('list_processes');
    const before = threads();
    for (const [name, values] of [
      ['compare_snapshots', { snapshots }],
      ['show_object', { snapshot: snapshots[0], id: 1 }],
    ] as const) {
      const stop = new AbortController();
      const answer = call(name, values, { signal: stop.signal, onprogress: () => stop.abort('enough') });
      await assert.rejects(answer, /enough/);
      await waitUntil('the thread has ended', () => threads() <= before + 1);
    }
    assert.equal((await call('compare_snapshots', { snapshots })).isError, false);
  });

  test('when the client leaves in the middle, all ends and nothing is left', options, async () => {
    const temporary = mkdtempSync(join(folder, 'temporary-'));
    const { call, server, said } = await connect({ args: ['--root', folder], temporary });
    writeFileSync(
      join(folder, 'endless.mjs'),
      `import { writeFileSync } from 'node:fs';
      export const setup = () => writeFileSync(${JSON.stringify(join(folder, 'child'))}, String(process.pid));
      export const run = () => new Promise((resolve) => setTimeout(resolve, 60_000));`,
    );
    const answer = call('run_scenario_check', { scenario: 'endless.mjs' });
    answer.catch(() => {});
    await waitUntil('the scenario runs', () => readdirSync(folder).includes('child'));
    assert.equal(readdirSync(temporary).length, 1);
    server.stdin?.end();
    const [exitCode] = (await once(server, 'exit')) as [number];
    assert.deepEqual([exitCode, said()], [0, '']);
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    await waitUntil('the child has ended', () => !isRunning(child));
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('a signal ends it as it ends any command', options, async () => {
    const { server, said } = await connect({ args: ['--root', folder] });
    server.kill('SIGTERM');
    const [exitCode] = (await once(server, 'exit')) as [number];
    assert.equal(exitCode, 143);
    assert.match(said(), /^snapdiff: stopped by SIGTERM; what was under way has ended\n$/);
  });

  test('a process is listed without a signal, captured within the roots, and compared', options, async () => {
    const heaps = mkdtempSync(join(tmpdir(), 'snapdiff-heaps-'));
    after(() => rmSync(heaps, { recursive: true }));
    const { call } = await connect({ roots: [heaps] });
    // Neither a handler nor an inspector: SIGUSR1 would open one, and say so.
    const target = startProcess(
      process.execPath,
      [
        '-e',
        `const kept = new Map(); class Session { data = 'hunter2 '.repeat(40) + Math.random(); }
        const more = () => { for (let i = 0; i < 200; i++) kept.set('hunter2-' + kept.size, new Session()); };
        more(); process.on('SIGUSR2', () => {}); setInterval(more, 200); console.log('ready');`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let warned = '';
    target.stderr?.setEncoding('utf8').on('data', (text: string) => (warned += text));
    await once(target.stdout as never, 'data');
    const list = await call('list_processes', {});
    assert.ok(list.text.includes(`"pid":${target.pid},`) || list.text.includes('omitted'));
    assert.equal(warned, '');
    assert.deepEqual(readdirSync(heaps), []);
    const captured = await call('capture_snapshot', { pid: target.pid, count: 3, every_seconds: 1 });
    assert.equal(captured.isError, false, captured.text);
    const { snapshots } = captured.data as { snapshots: { path: string }[] };
    const paths = snapshots.map(({ path }) => path);
    assert.deepEqual(
      readdirSync(heaps)
        .filter((name) => name.endsWith('.heapsnapshot'))
        .sort(),
      paths,
    );
    const compared = await call('compare_snapshots', { snapshots: paths });
    const { suspects } = compared.data as { suspects: { class: string }[] };
    assert.equal(suspects[0].class, 'Session');
    const suspect = await call('show_suspect', { snapshots: paths });
    assert.ok(suspect.text.includes('"Session"') && suspect.text.includes('"kept"'), suspect.text);
    const { object_ids: ids } = suspect.data as { object_ids: number[] };
    const object = await call('show_object', { snapshot: paths[2], id: ids[0] });
    const owners = await call('show_owners', { snapshot: paths[2], class: 'Session' });
    const holders = await call('show_owners', { snapshot: paths[2], id: ids[0] });
    for (const { text } of [compared, suspect, object, owners, holders])
      assert.ok(!text.includes('hunter2'), text);
    const asked = await call('show_object', { snapshot: paths[2], id: ids[0], include_strings: true });
    assert.ok(asked.text.includes('hunter2'));
  });

  test(
    'a capture that is cancelled, or whose client leaves, keeps what is whole and nothing else',
    options,
    async () => {
      const heaps = mkdtempSync(join(folder, 'cancelled-'));
      const { call, server } = await connect({ args: ['--root', heaps] });
      const target = startProcess(
        process.execPath,
        [
          '-r',
          repositoryPath('dist/preload/register.cjs'),
          '-e',
          "setInterval(() => {}, 1000); console.log('up')",
        ],
        { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, SNAPDIFF_MIN_INTERVAL: '0' } },
      );
      await once(target.stdout as never, 'data');
      const snapshots = (): string[] => readdirSync(heaps).filter((name) => name.endsWith('.heapsnapshot'));
      const ask = { pid: target.pid, count: 2, every_seconds: 3600 };
      const stop = new AbortController();
      const cancelled = call('capture_snapshot', ask, { signal: stop.signal });
      await waitUntil('the first is whole', () =>
        readdirSync(heaps).some((name) => name.endsWith('.meta.json')),
      );
      const second = await call('capture_snapshot', ask);
      assert.ok(second.isError && second.text.includes('is being captured by another call'), second.text);
      stop.abort('enough');
      await assert.rejects(cancelled, /enough/);
      assert.equal(snapshots().length, 1);
      // At once: it waits until the cancelled one has left the process.
      let refusal: string | undefined;
      call('capture_snapshot', ask).then(
        ({ text }) => (refusal = text),
        () => {},
      );
      await waitUntil(
        'another is whole',
        () => readdirSync(heaps).filter((name) => name.endsWith('.meta.json')).length === 2,
        () => refusal,
      );
      server.stdin?.end();
      const [exitCode] = (await once(server, 'exit')) as [number];
      assert.equal(exitCode, 0);
      assert.equal(snapshots().length, 2);
      assert.deepEqual(
        readdirSync(heaps).filter((name) => !/\.(?:heapsnapshot|meta\.json)$/.test(name)),
        [],
      );
      assert.ok(isRunning(target.pid ?? 0));
    },
  );

  test('a scenario is run and judged; its snapshots stay where they were asked for', options, async () => {
    const temporary = mkdtempSync(join(folder, 'temporary-'));
    const args = ['--root', folder, '--root', repositoryPath('fixtures/programs')];
    const { call } = await connect({ args, temporary });
    const scenario = repositoryPath('fixtures/programs/scenarios/leaking-cache.mjs');
    const few = { scenario, iterations: 20, warmup: 10, rounds: 3 };
    const failed = await call('run_scenario_check', few);
    assert.match(failed.text, /^Failed: 1 reason\.\n/);
    assert.ok(failed.text.includes('"sessions"'), failed.text);
    writeFileSync(join(folder, 'rules.json'), '{ "minConfidence": 0.1 }');
    const kept = await call('run_scenario_check', { ...few, keep_in: '.', config: 'rules.json' });
    const { snapshots } = kept.data as { snapshots: string[] };
    assert.ok(snapshots.length > 2 && snapshots.every((path) => existsSync(join(folder, path))));
    assert.deepEqual(readdirSync(temporary), []);
    writeFileSync(join(folder, 'rules.mjs'), 'process.exit(3)');
    const program = await call('run_scenario_check', { ...few, config: 'rules.mjs' });
    assert.ok(program.isError && program.text.includes('only a config in JSON'));
  });

  test('a timeline is judged, and a process looked at from outside', options, async () => {
    const { call } = await connect({ args: ['--root', folder] });
    const target = startProcess(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const sample = { time: '2026-01-01T00:00:00.000Z', pid: 7, uptime: 1, rss: 1e8 };
    writeFileSync(join(folder, 'memory.jsonl'), `${JSON.stringify(sample)}\n`);
    const judged = await call('triage_process', { timeline: 'memory.jsonl' });
    assert.equal((judged.data as { runs: { pid: number }[] }).runs[0].pid, 7);
    const none = await call('triage_process', { timeline: 'memory.jsonl', pid: 8 });
    assert.ok(none.isError && none.text.includes('no process 8 in it'));
    const looked = await call('triage_process', { pid: target.pid, seconds: 1 });
    assert.match(looked.text, /^1 run of a process judged\.\n/);
    assert.ok(looked.text.includes('"result":"inconclusive"'), looked.text);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
