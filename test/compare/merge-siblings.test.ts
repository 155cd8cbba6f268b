import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

suite('entries of tenants, in a Map that gets a bigger table', () => {
  /** @param orders how many of a tenant's come in an interval; tenants are new in the interval of their number less 20 */
  const grow = (tenants: number, orders: (tenant: number, index: number) => number) =>
    followDrawn(
      4,
      (process) => process.put('app', 'tenants', 'Map'),
      (process, index) => {
        process.put('tenants', 'table', { kind: 'array', name: '', size: 100 * (index + 1) }, 'internal');
        for (const tenant of range(tenants)) {
          const since = Math.max(0, tenant - 19);
          if (since > index) continue;
          if (since === index) process.put('table', `tenant${tenant}`, 'Map', 'internal');
          else process.hold('table', `tenant${tenant}`, `tenant${tenant}`, 'internal');
          for (const i of range(orders(tenant, index))) {
            process.put(`tenant${tenant}`, `order${tenant}_${index}_${i}`, 'Order', 'internal');
          }
        }
      },
    );

  test('hang on the Map, which each snapshot has, and not on its new table', async () => {
    const { suspects } = await grow(20, () => 2);
    const [{ className, holder, heldCounts, evidence }] = suspects;
    assert.deepEqual(
      [suspects.length, className, holder.className, holder.edge],
      [1, 'Order', 'Map', 'App › .tenants'],
    );
    assert.deepEqual(heldCounts, [40, 40, 40]);
    assert.match(evidence.join('\n'), /^The holder retains [1-9].* kB → .* kB → .* kB → .* kB\.$/m);
  });

  test('are one leak, in tenants that were there before as well as in new ones', async () => {
    const { verdict, suspects, growth } = await grow(23, (tenant, index) => (tenant === 19 + index ? 30 : 2));
    assert.deepEqual(
      suspects.map(({ className, heldCounts }) => [className, heldCounts]),
      [['Order', [70, 72, 74]]],
    );
    assert.match(verdict.reason, /^70 \+ 72 \+ 74 Order stay under App › \.tenants \(Map @\d+\)/);
    assert.ok(suspects[0].retainedGrowth >= growth.suspectBytes * 0.99);
  });
});

suite('objects that gather on many alike', () => {
  /** Rooms, each with a list of its own, that get messages. */
  const chat = (roomCount: number, messages: (room: number, index: number) => number) =>
    followDrawn(
      4,
      (process) => {
        process.put('app', 'rooms', 'Rooms');
        for (const room of range(roomCount)) process.put('rooms', `room${room}`, 'Room');
      },
      (process, index) => {
        for (const room of range(roomCount)) {
          for (const i of range(messages(room, index))) {
            process.put(`room${room}`, `message${room}_${index}_${i}`, 'Message');
          }
        }
      },
    );

  test('a few in each of many rooms are one leak, held by what the rooms hang on', async () => {
    const { verdict, suspects, growth } = await chat(20, (_, index) => [1, 1, 4, 2][index]);
    assert.equal(verdict.result, 'leak', verdict.reason);
    assert.equal(suspects.length, 1);
    assert.deepEqual(suspects[0].heldCounts, [20, 80, 40]);
    assert.deepEqual([suspects[0].className, suspects[0].holder.className], ['Message', 'Rooms']);
    assert.equal(growth.suspectBytes, growth.bytes);
  });

  test('a room that has more than all others is one by itself', async () => {
    const { suspects } = await chat(20, (room) => (room === 7 ? 40 : 1));
    assert.deepEqual([suspects[0].className, suspects[0].holder.className], ['Message', 'Room']);
  });

  test('which room has the object that is looked at is no part of the fingerprint', async () => {
    const gatheredIn = async (...rooms: readonly string[]): Promise<readonly string[]> => {
      const { suspects } = await followDrawn(
        4,
        (process) => {
          process.put('app', 'rooms', 'Rooms');
          for (const room of rooms) process.put('rooms', room, 'Room');
        },
        (process, index) => {
          for (const room of rooms) {
            for (const i of range(20)) process.put(room, `message of ${room} ${index} ${i}`, 'Message');
          }
        },
      );
      return suspects.map(({ fingerprintOf }) => fingerprintOf);
    };
    assert.deepEqual(await gatheredIn('mail', 'push', 'sms'), await gatheredIn('sms', 'orders', 'users'));
    assert.notDeepEqual(await gatheredIn('mail', 'push'), await gatheredIn('orders', 'users'));
  });

  /** Trees of which each of twenty nodes has a full cache; what hangs on the tree besides grows. */
  const growBeside = (replaced: number, added: number) =>
    followDrawn(
      4,
      (process) => {
        process.put('app', 'tree', 'Tree');
        process.put('tree', 'log', 'Log');
        for (const node of range(20)) process.put('tree', `node${node}`, 'Node');
        for (const i of range(600)) {
          process.put('app', `stray${i}`, { kind: 'string', name: `stray ${i}`, size: 40 });
        }
      },
      (process, index) => {
        for (const i of range(150)) process.drop('app', `stray${index * 150 + i}`);
        for (const i of range(20)) process.put('log', `line${index}_${i}`, { name: 'Line', size: 1000 });
        for (const node of range(20)) {
          for (const i of range(replaced)) process.drop(`node${node}`, `text${node}_${index - 6}_${i}`);
          for (const i of range(index === 0 ? 6 : replaced + added)) {
            const look = { kind: 'string', name: `text ${node} ${index} ${i}`, size: 100 };
            process.put(
              `node${node}`,
              `text${node}_${index === 0 ? i - 5 : index}_${index === 0 ? 0 : i}`,
              look,
            );
          }
        }
      },
    );

  test('what grows on the one they hang on says nothing of what they hold, if that is little beside it', async () => {
    const { suspects } = await growBeside(1, 0);
    assert.deepEqual(
      suspects.map(({ className }) => className),
      ['Line'],
    );
  });

  test('what they hold shows in its size where it is half of the growth, however many go elsewhere', async () => {
    const { suspects } = await growBeside(0, 12);
    assert.deepEqual(suspects.map(({ className }) => className).toSorted(), ['(string)', 'Line']);
  });

  test('two rooms are two', async () => {
    const { suspects } = await chat(2, () => 20);
    assert.deepEqual(
      suspects.map(({ holder }) => holder.className),
      ['Room', 'Room'],
    );
  });
});

/** A function of a script that is loaded for it, or of one there is. */
function putFunction(process: DrawnProcess, holder: string, name: string, script?: string): void {
  process.put(holder, name, { kind: 'closure', name: 'handler' });
  if (script === undefined) return;
  process.put(name, `shared of ${name}`, { kind: 'code', name: 'handler' });
  process.drop(name, `shared of ${name}`);
  process.hold(name, `shared of ${name}`, 'shared', 'internal');
  process.put(`shared of ${name}`, `script of ${name}`, { kind: 'code', name: script });
  process.drop(`shared of ${name}`, `script of ${name}`);
  process.hold(`shared of ${name}`, `script of ${name}`, 'script', 'internal');
}

suite('modules that are loaded when they are needed', () => {
  /** Ten modules in each interval, with their exports and a function each. */
  const load = (scriptOf: (index: number, i: number) => string | undefined, restOfHeap = 1_000_000) =>
    followDrawn(
      4,
      (process) => {
        process.put('app', 'modules', 'Object');
        process.put('app', 'rest', { name: 'Rest', size: restOfHeap });
      },
      (process, index) => {
        for (const i of range(10)) {
          process.put('modules', `module${index}_${i}`, { name: 'Module', size: 400 });
          putFunction(process, `module${index}_${i}`, `exports${index}_${i}`, scriptOf(index, i));
        }
      },
    );

  test('each once are a warm-up, however evenly they come', async () => {
    const { verdict, growth } = await load((index, i) => `file:///app/${index}/${i}.js`);
    assert.notEqual(verdict.result, 'leak', verdict.reason);
    assert.equal(growth.suspectBytes, 0);
    assert.ok(growth.warmUpBytes > 0);
  });

  test("do not leak in Node's caches of their paths either, of which each has two", async () => {
    const { verdict, suspects } = await followDrawn(
      4,
      (process) => {
        process.put('app', 'modules', 'Object');
        process.put('app', 'paths', 'Object');
        process.put('app', 'rest', { name: 'Rest', size: 10_000 });
      },
      (process, index) => {
        for (const i of range([10, 10, 40, 20][index])) {
          const module = `module${index}_${i}`;
          process.put('modules', module, { name: 'Module', size: 400 });
          putFunction(process, module, `exports${index}_${i}`, `file:///app/${index}/${i}.js`);
          for (const path of ['from', 'to']) {
            process.put('paths', `${path}${index}_${i}`, { kind: 'string', name: `${index}/${i}`, size: 80 });
          }
        }
      },
    );
    assert.notEqual(verdict.result, 'leak', verdict.reason);
    assert.ok(suspects.every(({ confidence }) => confidence <= 0.5));
  });

  test('of which ever more come until they are much of the heap are left open', async () => {
    const { verdict, growth } = await load((index, i) => `file:///app/${index}/${i}.js`, 100);
    assert.equal(verdict.result, 'inconclusive', verdict.reason);
    assert.deepEqual([growth.suspectBytes, growth.warmUpBytes], [0, 0]);
  });

  test('the same again and again leak', async () => {
    const { verdict, suspects } = await load((_, i) => `file:///app/${i}.js`);
    assert.deepEqual([verdict.result, suspects[0].className], ['leak', 'Module']);
  });

  test('functions that are made of code there was leak', async () => {
    const { verdict } = await load(() => undefined);
    assert.equal(verdict.result, 'leak');
  });

  test('pages that each run a file of their own are no modules: nearly all their functions are of code there was', async () => {
    const { verdict, suspects } = await followDrawn(
      4,
      (process) => process.put('app', 'pages', 'Pages'),
      (process, index) => {
        for (const i of range(4)) {
          const page = `page${index}_${i}`;
          process.put('pages', page, { name: 'Page', size: 400 });
          putFunction(process, page, `inline${index}_${i}`, `https://example.org/${index}/${i}`);
          for (const j of range(20)) putFunction(process, page, `method${index}_${i}_${j}`);
        }
      },
    );
    assert.deepEqual([verdict.result, suspects[0].className], ['leak', 'Page'], verdict.reason);
  });

  test('code that is evaluated for each request is of no file, and leaks', async () => {
    const { verdict } = await load(() => '');
    assert.equal(verdict.result, 'leak');
  });
});

suite('what the moment holds', () => {
  const onRoot = (rootName: string) =>
    followDrawn(
      4,
      (process) => {
        process.put('root', '(GC roots)', { kind: 'synthetic', name: '(GC roots)', size: 0 });
        process.put('(GC roots)', rootName, { kind: 'synthetic', name: rootName, size: 0 });
      },
      (process, index) => {
        for (const i of range(20)) process.put(rootName, `job${index}_${i}`, { name: 'Job', size: 1000 });
      },
    );

  test('nothing gathers on the stack, which will be gone: no suspect, and no leak', async () => {
    for (const rootName of ['(Stack roots)', '(Handle scope)']) {
      const { verdict, suspects } = await onRoot(rootName);
      assert.deepEqual(suspects, [], rootName);
      assert.notEqual(verdict.result, 'leak');
    }
  });

  test('what global handles hold stays', async () => {
    const { verdict, suspects } = await onRoot('(Global handles)');
    assert.deepEqual([verdict.result, suspects[0].className], ['leak', 'Job']);
  });
});
