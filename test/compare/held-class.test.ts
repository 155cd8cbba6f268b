import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Suspect } from '../../src/compare/suspects.ts';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

const ofLibrary = [1, 1, 1] as const;
const ofProgram = [2, 1, 1] as const;

/** Runs `add` for twenty more in each interval, numbered from 0, and says who is suspected first. */
async function firstSuspect(
  add: (process: DrawnProcess, i: number) => void,
  snapshotCount = 4,
): Promise<Suspect> {
  const { suspects } = await followDrawn(
    snapshotCount,
    (process) => process.put('app', 'registry', 'Registry'),
    (process, index) => {
      for (const i of range(index * 20, (index + 1) * 20)) add(process, i);
    },
  );
  return suspects[0];
}

test('timers give the name, of however many lengths of time they are and in however many lists', async () => {
  const ofTimers = [4, 1, 1] as const;
  const grow = (lengths: number) =>
    firstSuspect((process, i) => {
      if (i === 0) process.putScript('app', ofTimers, 'node:internal/timers');
      const list = `list${i % lengths}`;
      if (i < lengths) {
        process.put('registry', list, { name: 'TimersList', at: ofTimers }, 'element');
        process.put(list, `head${i}`, { name: 'Timeout', at: [4, 2, 2] });
      } else process.put(list, `timer${i}`, { name: 'Timeout', at: [4, 2, 2] });
    });
  assert.equal((await grow(1)).className, 'Timeout');
  assert.equal((await grow(1000)).className, 'Timeout');
});

suite('of several classes at one distance', () => {
  test('the one whose objects retain most gives the name: more, or as many, of another are what it uses', async () => {
    const { className } = await firstSuspect((process, i) => {
      process.put('registry', `watcher${i}`, { kind: 'closure', name: '' });
      for (const part of range(0, 3)) process.put(`watcher${i}`, `balancer${i}_${part}`, 'Balancer');
      process.put(`watcher${i}`, `channel${i}`, 'Channel');
      process.put(`channel${i}`, `buffer${i}`, { name: 'Buffer', size: 900 });
    });
    assert.equal(className, 'Channel');
  });

  test('a few that retain most do not: they must be nearly as many', async () => {
    const { className } = await firstSuspect((process, i) => {
      process.put('registry', `session${i}`, 'Session');
      if (i % 5 === 0) process.put('registry', `shard${i}`, { name: 'Shard', size: 5000 });
    });
    assert.equal(className, 'Session');
  });

  test("a nameless function of V8's own is named after what it serves, a function of the program before", async () => {
    const settle = (at?: readonly [number, number, number]) =>
      firstSuspect((process, i) => {
        for (const end of ['resolve', 'reject'])
          process.put('registry', `${end}${i}`, { kind: 'closure', name: '', ...(at && { at }) });
        process.put('registry', `promise${i}`, 'Object');
      });
    assert.equal((await settle()).className, 'Object');
    assert.equal((await settle([3, 1, 1])).className, 'Function');
  });
});

suite('an object of a list, and what is in it', () => {
  test('a link of a list gives its content the name, which is of another script', async () => {
    const { className } = await firstSuspect((process, i) => {
      process.put('registry', `node${i}`, { name: 'Node', at: ofLibrary });
      if (i > 0) {
        process.hold(`node${i}`, `node${i - 1}`, 'previous');
        process.hold(`node${i - 1}`, `node${i}`, 'next');
      }
      process.put(`node${i}`, `statement${i}`, { name: 'Statement', at: ofProgram });
    });
    assert.equal(className, 'Statement');
  });

  test('what retains less than other objects in the link is not its content', async () => {
    const { className } = await firstSuspect((process, i) => {
      process.put('registry', `node${i}`, { name: 'Node', at: ofLibrary });
      if (i > 0) process.hold(`node${i}`, `node${i - 1}`, 'previous');
      process.put(`node${i}`, `value${i}`, { name: 'Object', size: 500 });
      process.put(`node${i}`, `timer${i}`, { name: 'Timer', at: ofProgram });
    });
    assert.equal(className, 'Node');
  });

  test('what a package wraps around an object of the program gives way to that, unless it is more than the half', async () => {
    const nameWith = (url: string, size: number): Promise<string> =>
      firstSuspect((process, i) => {
        if (i === 0) process.putScript('app', ofLibrary, url);
        process.put('registry', `listener${i}`, { name: 'Listener', at: ofLibrary, size });
        process.put(`listener${i}`, `view${i}`, { name: 'View', at: ofProgram, size: 200 });
      }).then(({ className }) => className);
    assert.equal(await nameWith('/app/node_modules/emitter/index.js', 100), 'View');
    assert.equal(await nameWith('/app/node_modules/emitter/index.js', 300), 'Listener');
    assert.equal(await nameWith('/app/lib/emitter.js', 100), 'Listener');
  });

  /** Nodes of a package; each with a task of the program's behind a function, and what `link` adds. */
  const nodesOf = (link: (process: DrawnProcess, i: number) => void): Promise<string> =>
    firstSuspect((process, i) => {
      if (i === 0) {
        process.putScript('app', ofLibrary, '/app/node_modules/queue/index.js');
        process.put('app', 'parent', { name: 'Node', at: ofLibrary });
      }
      process.put('registry', `node${i}`, { name: 'Node', at: ofLibrary });
      process.put(`node${i}`, `run${i}`, { kind: 'closure', name: 'run' });
      process.put(`run${i}`, `task${i}`, { name: 'Task', at: ofProgram, size: 50 });
      link(process, i);
    }).then(({ className }) => className);

  test("of a package's list, what functions of its links lead to has the name", async () => {
    const next = (process: DrawnProcess, i: number): void => {
      if (i > 0) process.hold(`node${i}`, `node${i - 1}`, 'next');
    };
    assert.equal(await nodesOf(next), 'Task');
    assert.equal(await nodesOf(() => {}), 'Node');
  });

  test('of a tree two nodes may have one above, which leads back to both', async () => {
    const link =
      (isTree: boolean) =>
      (process: DrawnProcess, i: number): void => {
        const above = i === 0 ? 'parent' : `node${(i - 1) >> 1}`;
        process.hold(`node${i}`, above, 'up');
        if (isTree) process.hold(above, `node${i}`, i % 2 === 0 ? 'left' : 'right');
      };
    assert.equal(await nodesOf(link(true)), 'Task');
    assert.equal(await nodesOf(link(false)), 'Node');
  });

  test('what refers to a common parent of its class is no link, and keeps its name', async () => {
    const { className } = await firstSuspect((process, i) => {
      if (i === 0) process.put('app', 'parent', { name: 'Actor', at: ofLibrary });
      process.put('registry', `actor${i}`, { name: 'Actor', at: ofLibrary });
      process.hold(`actor${i}`, 'parent');
      process.put(`actor${i}`, `scheduler${i}`, { name: 'Scheduler', at: ofProgram });
    });
    assert.equal(className, 'Actor');
  });

  test('a handle gives way to a part that retains more and that others hold, too', async () => {
    const { className } = await firstSuspect((process, i) => {
      process.put('registry', `handle${i}`, 'Handle');
      process.put(`handle${i}`, `connection${i}`, { name: 'Connection', size: 2000 });
      process.hold('app', `connection${i}`);
    });
    assert.equal(className, 'Connection');
  });
});

test("a C++ handle of Node's gives way to the socket it is of, and is told to be open", async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => {
      process.putScript('app', ofLibrary, 'node:net');
      process.put('app', 'makesTcp', { kind: 'closure', name: 'TCP' });
      process.put('makesTcp', 'info', { kind: 'code', name: 'TCP' });
      process.put('info', 'template', { kind: 'hidden', name: 'system / FunctionTemplateInfo' });
      process.put('makesTcp', 'shape', { kind: 'object shape', name: 'system / Map' });
      process.hold('makesTcp', 'info', 'shared', 'internal');
      process.hold('info', 'template', 'function_data', 'internal');
      process.hold('shape', 'makesTcp', 'constructor', 'internal');
    },
    (process, index) => {
      for (const i of range(index * 20, (index + 1) * 20)) {
        process.put('root', `wrap${i}`, { kind: 'synthetic', name: 'Node / TCPSocketWrap' }, 'element');
        process.put(`wrap${i}`, `tcp${i}`, 'TCP', 'internal');
        process.hold(`tcp${i}`, 'shape', 'map', 'internal');
        process.put(`tcp${i}`, `socket${i}`, { name: 'Socket', at: ofLibrary, size: 2000 });
      }
    },
  );
  const [{ className, holder, rule }] = suspects;
  assert.equal(className, 'Socket');
  assert.deepEqual([holder.edge, holder.className], ["Node's open handles", 'Node / TCPSocketWrap']);
  assert.equal(rule?.id, 'open-handles');
});

suite('an object with a property "constructor"', () => {
  /** Requests whose constructor is bound, as all their methods are, or is their class's. */
  const follow = (isPrototype: boolean) =>
    firstSuspect((process, i) => {
      process.put('registry', `request${i}`, { name: 'Request', at: ofProgram });
      process.put(`request${i}`, `options${i}`, { name: 'Options', at: ofProgram });
      process.put(`request${i}`, `made${i}`, { kind: 'closure', name: 'Request' });
      process.hold(`request${i}`, `made${i}`, 'constructor');
      if (isPrototype) process.hold(`made${i}`, `request${i}`, 'prototype');
    });

  test('is an instance unless that function leads back to it', async () => {
    assert.equal((await follow(false)).className, 'Request');
  });

  test('is a prototype if it does, and none that gathers', async () => {
    assert.equal((await follow(true)).className, 'Options');
  });
});

test('of a chain that hangs on a stray function the links give the name, and a pair leads behind its head', async () => {
  // An endless loop's turns: each promise waits for the one before, and a function wakes the newest.
  const { suspects } = await followDrawn(
    2,
    (process) => process.put('app', 'registry', 'Registry'),
    (process, index) => {
      for (const i of range(index * 100, (index + 1) * 100)) {
        process.put('registry', 'wake', { kind: 'closure', name: '' });
        process.put('wake', `turn${i}`, { name: 'Promise', at: [1, 1, 1] });
        process.put(`turn${i}`, `reaction${i}`, { kind: 'hidden', name: 'system / PromiseReaction' });
        if (i > 0) process.hold(`reaction${i}`, `turn${i - 1}`, 'promise');
      }
    },
  );
  const [{ className, path }] = suspects;
  assert.equal(className, 'Promise');
  assert.equal(path.filter((step) => step.className === 'Promise').length, 2);
});

test('of functions from two places in the code, the one that is counted gives the name', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'registry', 'Registry'),
    (process, index) => {
      const put = (name: string, at: readonly [number, number, number], i: number): void =>
        process.put('registry', `${name}${index}_${i}`, { kind: 'closure', name, at });
      for (const i of range(0, 20)) put('retry', [3, 10, 1], i);
      // The newest of all is one of these.
      for (const i of range(0, 6)) put('ping', [3, 20, 1], i);
    },
  );
  const [{ className, counts }] = suspects;
  assert.deepEqual([className, counts], ['retry()', [20, 40, 60, 80]]);
});

test('functions of a place in the code are counted by it, wherever others of theirs hang', async () => {
  // Of each template one function is called first, and then the next of its inner ones.
  const { suspects, verdict } = await followDrawn(
    4,
    (process) => process.put('app', 'compiled', 'Compiled'),
    (process, index) => {
      for (const i of range(0, [3, 30, 30, 30][index])) {
        const template = `template${index}_${i}`;
        process.put('compiled', template, { kind: 'closure', name: 'render', at: [3, 10, 1] });
        for (const j of range(0, 4)) {
          process.put(template, `${template}_${j}`, { kind: 'closure', name: 'escape', at: [3, 20, j] });
        }
      }
    },
  );
  const [{ className, counts, heldCounts }] = suspects;
  assert.deepEqual([verdict.result, className], ['leak', 'render()'], verdict.reason);
  assert.deepEqual(
    [counts, heldCounts],
    [
      [3, 33, 63, 93],
      [30, 30, 30],
    ],
  );
});

test('functions of many places, a few of each, are told as functions', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'compiled', 'Compiled'),
    (process, index) => {
      for (const i of range(0, 20)) {
        const [template, at] = [`template${index}_${i}`, [100 + index * 20 + i, 1, 1] as const];
        process.put('compiled', template, { kind: 'closure', name: `render${i}`, at });
        process.put(template, `escape${index}_${i}`, { kind: 'closure', name: 'escape', at: [3, 1, 1] });
      }
    },
  );
  const [{ className, heldCounts }] = suspects;
  assert.deepEqual([className, heldCounts], ['Function', [40, 40, 40]]);
});

test("an object of a package tells the program's function that it wraps, but for one that all share", async () => {
  const grow = async (isShared: boolean): Promise<string | undefined> => {
    const { suspects } = await followDrawn(
      4,
      (process) => {
        process.putScript('app', ofLibrary, '/srv/node_modules/streams/index.js');
        process.put('app', 'registry', 'Array');
        process.put('app', 'options', 'Object');
        process.put('options', 'format', { kind: 'closure', name: 'format', at: ofProgram });
      },
      (process, index) => {
        for (const i of range(index * 20, (index + 1) * 20)) {
          process.put('registry', `subscriber${i}`, { name: 'Subscriber', at: ofLibrary });
          if (isShared) process.hold(`subscriber${i}`, 'options');
          else {
            process.put(`subscriber${i}`, `partial${i}`, 'Object');
            process.put(`partial${i}`, `next${i}`, { kind: 'closure', name: 'onPrice', at: ofProgram });
          }
        }
      },
    );
    assert.equal(suspects[0].className, 'Subscriber');
    return suspects[0].callback?.name;
  };
  assert.equal(await grow(false), 'onPrice');
  assert.equal(await grow(true), undefined);
});
