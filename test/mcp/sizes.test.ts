import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maxAnswerBytes, tell, type List } from '../../src/mcp/answer.ts';
import { ours, quoted, quotedSentence, type Data } from '../../src/mcp/heap-text.ts';
import { scenarioAnswer } from '../../src/mcp/run-scenario-check.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { drawnCheck } from '../support/drawn-check.ts';
import { DrawnProcess } from '../support/draw-series.ts';
import { call, DrawnDesk } from './drawn-desk.ts';

type Rows = Record<string, Record<string, unknown>[]>;

test('an answer that is too large loses rows of its longest lists, and says how many and how to get them', () => {
  const row = fc.string({ maxLength: 300 }).map((text): Data => ({ text: quoted(text) }));
  const list = fc.record({
    rows: fc.array(row, { maxLength: 80 }),
    from: fc.nat(50),
    beyond: fc.nat(50),
    ends: fc.boolean(),
  });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const lists = Object.fromEntries(
        Object.entries({ a, b }).map(([name, { rows, from, beyond, ends }]): [string, List] => [
          name,
          {
            rows,
            from,
            rowCount: from + rows.length + beyond,
            more: (next) => `ask for ${next}`,
            ...(ends && { keeps: 'ends' }),
          },
        ]),
      );
      const { text, structured } = tell({ headline: 'Drawn.', data: { kind: ours('drawn') }, lists });
      assert.ok(Buffer.byteLength(text) <= maxAnswerBytes);
      assert.ok(Buffer.byteLength(JSON.stringify(structured)) <= maxAnswerBytes);
      const data = structured['data'] as unknown as Rows;
      const omitted = (structured['omitted'] ?? []) as string[];
      for (const [name, { rows, beyond, from, ends }] of Object.entries({ a, b })) {
        const shown = data[name];
        const left = rows.length - shown.length;
        const said = omitted.find((each) => each.includes(` of ${name}`));
        assert.equal(said?.match(/^\d+/)?.[0], left + beyond === 0 ? undefined : String(left + beyond));
        if (said !== undefined) assert.ok(said.endsWith(`ask for ${from + shown.length}`));
        if (rows.length > 0) assert.deepEqual(shown[0], rows[0]);
        if (ends && rows.length > 1 && shown.length > 1) assert.deepEqual(shown.at(-1), rows.at(-1));
        if (!ends) assert.deepEqual(shown, rows.slice(0, shown.length));
      }
    }),
    { numRuns: 50 },
  );
});

test('a long series with long names is told in as little', async () => {
  const long = '接続'.repeat(200);
  const process = new DrawnProcess();
  process.put('app', long, long);
  for (let snapshot = 0; snapshot < 12; snapshot++) {
    for (let i = 0; i < 10; i++) {
      process.put(long, `${snapshot} ${i}`, { name: long, size: 5000 });
      process.put(`${snapshot} ${i}`, `part ${snapshot} ${i}`, { name: `${long}part`, size: 500 });
    }
    process.takeSnapshot();
  }
  const desk = new DrawnDesk(process);
  for (const tool of ['compare_snapshots', 'show_suspect']) {
    const { text, structured } = await call(desk, tool, { snapshots: desk.paths });
    assert.ok(Buffer.byteLength(text) <= maxAnswerBytes);
    assert.ok(Buffer.byteLength(JSON.stringify(structured)) <= maxAnswerBytes);
    const { data } = structured as { data: Record<string, unknown> };
    const { snapshots, counts } = data as Record<string, number[] | undefined>;
    assert.ok((snapshots?.length ?? 2) > 1);
    if (counts) assert.deepEqual([counts[0], counts.at(-1)], [11, 121]);
  }
});

/** A registry of so many entries, each with so many fields. */
function drawWide(entries: number, fields: number): DrawnProcess {
  const process = new DrawnProcess();
  process.put('app', 'registry', 'Registry');
  for (let i = 0; i < entries; i++) {
    process.put('registry', `entry${i}`, `Entry${i}`);
    process.hold(`entry${i}`, 'registry');
  }
  for (let i = 0; i < fields; i++) process.put('entry0', `a field of a long name, number ${i}`, 'Part');
  process.takeSnapshot();
  for (let i = 0; i < entries; i++) process.put('app', `new${i}`, `Newcomer${i}`);
  process.takeSnapshot();
  return process;
}

test('every row of a long list comes, a page at a time', async () => {
  const desk = new DrawnDesk(drawWide(150, 300));
  const registry = Number(desk.idOf(0, 'registry'));
  const pages = async (
    name: string,
    values: Record<string, unknown>,
    list: string,
    argument: string,
    keyOf: (row: Record<string, unknown>) => unknown,
  ): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for (;;) {
      const { structured } = await call(desk, name, { ...values, [argument]: seen.length });
      const rows = (structured['data'] as Rows)[list];
      assert.ok(rows.length > 0);
      seen.push(...rows.map(keyOf));
      const more = ((structured['omitted'] ?? []) as string[]).find((each) => each.includes(` of ${list}`));
      if (more === undefined) return seen;
      assert.ok(more.endsWith(` ${seen.length}`), more);
    }
  };
  const fields = await pages(
    'show_object',
    { snapshot: '0', id: Number(desk.idOf(0, 'entry0')) },
    'fields',
    'from',
    ({ name }) => name,
  );
  assert.equal(new Set(fields).size, 301);
  const holders = await pages(
    'show_owners',
    { snapshot: '0', id: registry },
    'holders',
    'from',
    ({ id }) => id,
  );
  assert.equal(new Set(holders).size, 151);
  const classes = await pages(
    'compare_snapshots',
    { snapshots: desk.paths },
    'classes',
    'classes_from',
    (row) => row['class'],
  );
  assert.equal(new Set(classes).size, 150);
});

test('where nothing leaks, or more has to be known, the answer says what to do next', async () => {
  const pair = new DrawnDesk(drawWide(3, 3));
  const two = await call(pair, 'compare_snapshots', { snapshots: pair.paths });
  assert.match(String(two.structured['next']), /capture a third/);
  await assert.rejects(call(pair, 'show_suspect', { snapshots: pair.paths, rank: 9 }), /no suspect/);
  await assert.rejects(
    call(pair, 'show_object', { snapshot: '0', id: 99_999 }),
    /no object with the id 99999/,
  );
  await assert.rejects(
    call(pair, 'show_owners', { snapshot: '0', id: 99_999 }),
    /no object with the id 99999/,
  );
  await assert.rejects(call(pair, 'show_owners', { snapshot: '0' }), /exactly one of class and id/);
  await assert.rejects(
    call(pair, 'show_owners', { snapshot: '0', class: 'Regisrty' }),
    /no objects of a class/,
  );
  await assert.rejects(call(pair, 'triage_process'), /a timeline or a pid/);
});

test('where a row of each list is too much, texts are cut, and names in sentences keep their ends', () => {
  const long = 'x'.repeat(120);
  const fields = Array.from({ length: 12 }, (_, index) => [`field_${'abcdefghijkl'[index]}`, quoted(long)]);
  const row: Data = Object.fromEntries(fields);
  const list: List = { rows: [row], rowCount: 1, more: () => 'ask' };
  const said = quotedSentence(['held by ', { name: `${'n'.repeat(60)}\\"` }, ' and ', { name: long }]);
  const { text, structured } = tell({
    headline: 'Drawn.',
    data: { said },
    lists: { a: list, b: list, c: list, d: list },
  });
  assert.ok(Buffer.byteLength(text) <= maxAnswerBytes);
  const { data } = structured as { data: { said: string; a: Record<string, string>[] } };
  assert.equal(data.said.replace(/"(?:[^"\\]|\\.)*"/g, '…').replaceAll('…', ''), 'held by  and ');
  assert.equal(Object.keys(data.a[0]).length, 12);
  for (const value of Object.values(data.a[0])) assert.match(value, /^x+…$/);
});

test('paths of what was captured, and of what was kept, are whole', async () => {
  const desk = new DrawnDesk(new DrawnProcess());
  const path = `/srv/${'a folder of a long name/'.repeat(10)}api.7.heapsnapshot`;
  const capture = { path, bytes: 1, captureMs: 1, keepsIds: true, way: 'way' };
  desk.captured = { captures: [capture, capture], warnings: [] };
  const captured = await call(desk, 'capture_snapshot', { pid: 1 });
  assert.equal((captured.structured['data'] as Rows)['snapshots'][1]['path'], path);
  const report = drawnCheck({});
  const kept = tell(scenarioAnswer({ report, snapshots: Array.from({ length: 21 }, () => path) }));
  assert.ok(Buffer.byteLength(kept.text) <= maxAnswerBytes);
  assert.equal((kept.structured['data'] as { snapshots: string[] }).snapshots[0], path);
});

test('what passed is told with the verdict, and is no promise that nothing stays', () => {
  const report: CheckReport = { ...drawnCheck(), passed: true, failures: [] };
  const ignored = tell(scenarioAnswer({ report, snapshots: [] }));
  assert.match(ignored.text, /^Passed; the verdict is leak \(75 % sure\)\.\n/);
  assert.match(String(ignored.structured['next']), /^What is ignored, or not sure enough, passes too/);
  const none: CheckReport = {
    ...report,
    verdict: {
      ...(report.verdict as NonNullable<typeof report.verdict>),
      result: 'no-leak',
      confidence: 0.95,
    },
  };
  const passed = tell(scenarioAnswer({ report: none, snapshots: [] }));
  assert.match(passed.text, /^Passed; the verdict is no-leak \(95 % sure\)\.\n/);
  assert.match(String(passed.structured['next']), /^If this is the check of a fix/);
});

test('the ways to a class are the shortest ones, and the answer says how to see the others', async () => {
  const process = new DrawnProcess();
  process.put('app', 'cache', 'Cache');
  process.put('cache', 'entry', 'Entry');
  for (const [holder, label] of [
    ['app', 'a'],
    ['a', 'b'],
    ['b', 'c'],
  ] as const)
    process.put(holder, label, 'Other');
  process.hold('c', 'entry');
  process.takeSnapshot();
  const desk = new DrawnDesk(process);
  const owners = await call(desk, 'show_owners', { snapshot: '0', class: 'Entry' });
  assert.match(owners.text, /^1 object of the class, .+, 1 shortest way from a root\.\n/);
  assert.match(
    String(owners.structured['next']),
    /^Longer ways may hold the same objects: show_owners with an id/,
  );
  const [id] = (owners.structured['data'] as { largest_ids: number[] }).largest_ids;
  const holders = await call(desk, 'show_owners', { snapshot: '0', id });
  assert.match(holders.text, /^2 objects hold it\.\n/);
});
