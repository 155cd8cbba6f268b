import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compareFiles } from '../../src/files/compare-files.ts';
import { DrawnProcess, withDrawnFiles } from '../support/draw-series.ts';

const ofNode = [9, 1, 1] as const;
const ofProgram = [2, 1, 1] as const;

/** A drawn process with a script of Node's, of whose classes all objects "at" it are. */
class DrawnNodeProcess extends DrawnProcess {
  constructor() {
    super();
    this.putScript('app', ofNode, 'node:net');
    this.putNodes('app', 'server', 'Server');
  }

  putNodes(holder: string, label: string, name: string): void {
    this.put(holder, label, { name, at: ofNode });
  }

  putOwn(holder: string, label: string, name: string): void {
    this.put(holder, label, { name, at: ofProgram });
  }

  /** An Agent of Node's, whose sockets hang on a property of it. */
  putAgent(holder: string, property: string): void {
    this.putNodes(holder, 'agent', 'Agent');
    this.put('agent', 'freeSockets', { name: 'Object' });
    if (property !== 'freeSockets') this.put('agent', property, { name: 'Object' });
  }

  /** The request that is on a socket. */
  putRequest(socket: string, label: string): void {
    this.putNodes(socket, label, 'ClientRequest');
    this.drop(socket, label);
    this.hold(socket, label, '_httpMessage');
  }

  /** An open socket that an object has. */
  putSocket(holder: string, label: string, isAccepted: boolean): void {
    this.putNodes(holder, label, 'Socket');
    this.putNodes(label, `handle of ${label}`, 'TCP');
    this.hold(label, `handle of ${label}`, '<symbol kHandle>');
    this.drop(label, `handle of ${label}`);
    if (isAccepted) this.hold(label, 'server', '_server');
  }
}

type Step = (process: DrawnNodeProcess) => void;

/** Of a series of as many snapshots as there are steps. */
async function verdictOf(steps: readonly Step[]): Promise<{ result: string; reason: string }> {
  const process = new DrawnNodeProcess();
  for (const step of steps) {
    step(process);
    process.takeSnapshot();
  }
  const { verdict } = await withDrawnFiles(process.snapshots, (files) => compareFiles(files));
  return verdict;
}

/** The first suspects of a series of as many snapshots as there are steps, with how likely they are. */
async function suspectsOf(steps: readonly Step[], isControlled = false): Promise<string[]> {
  const process = new DrawnNodeProcess();
  for (const step of steps) {
    step(process);
    process.takeSnapshot();
  }
  const { suspects } = await withDrawnFiles(process.snapshots, (files) =>
    compareFiles(files, { isControlled }),
  );
  return suspects.map(({ className, confidence }) => `${className} ${confidence.toFixed(2)}`);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const each =
  (from: number, to: number, put: (process: DrawnNodeProcess, i: number) => void): Step =>
  (process) => {
    for (const i of range(from, to)) put(process, i);
  };

/** 10 that the app has in its set of clients, and 30 more; each with a part, as told. */
function clients(
  addPart: (process: DrawnNodeProcess, client: string, i: number) => void,
  isControlled = false,
): Promise<string[]> {
  const put = (process: DrawnNodeProcess, i: number): void => {
    process.putOwn('clients', `client${i}`, 'Client');
    addPart(process, `client${i}`, i);
  };
  return suspectsOf(
    [
      (process) => {
        process.put('app', 'clients', 'Clients');
        each(0, 10, put)(process);
      },
      each(10, 40, put),
    ],
    isControlled,
  );
}

suite('clients of a pair that are connected', () => {
  test('are no suspects: each has an open socket that a server accepted', async () => {
    assert.deepEqual(
      await clients((process, client, i) => process.putSocket(client, `socket${i}`, true)),
      [],
    );
  });

  test('nor where there are layers of a library between', async () => {
    const suspects = await clients((process, client, i) => {
      process.putOwn(client, `transport${i}`, 'Transport');
      process.putOwn(`transport${i}`, `channel${i}`, 'Channel');
      process.putSocket(`channel${i}`, `socket${i}`, true);
    });
    assert.deepEqual(suspects, []);
  });

  test('are suspects after work that should leave nothing', async () => {
    const addSocket = (process: DrawnNodeProcess, client: string, i: number): void =>
      process.putSocket(client, `socket${i}`, true);
    assert.deepEqual(await clients(addSocket, true), ['Client 0.75']);
  });

  test('nor is what came in the same numbers, for each of them', async () => {
    const put = (process: DrawnNodeProcess, i: number): void => {
      process.putOwn('clients', `client${i}`, 'Client');
      process.putSocket(`client${i}`, `socket${i}`, true);
      process.putOwn('rooms', `room${i}`, 'Room');
    };
    const start: Step = (process) => {
      process.put('app', 'clients', 'Clients');
      process.put('app', 'rooms', 'Rooms');
    };
    assert.deepEqual(await suspectsOf([start, each(0, 30, put)]), []);
  });
});

suite('a pair leaks as ever', () => {
  test('connections that the program itself opened', async () => {
    const suspects = await clients((process, client, i) => process.putSocket(client, `socket${i}`, false));
    assert.deepEqual(suspects, ['Client 0.75']);
  });

  test('clients whose sockets are closed', async () => {
    const suspects = await clients((process, client, i) => {
      process.putNodes(client, `socket${i}`, 'Socket');
      process.hold(`socket${i}`, 'server', '_server');
    });
    assert.deepEqual(suspects, ['Client 0.75']);
  });

  test('many objects of a few connections', async () => {
    const suspects = await clients((process, client, i) => {
      if (i % 5 === 0) process.putSocket('server', `socket${i}`, true);
      process.hold(client, `socket${i - (i % 5)}`, 'socket');
    });
    assert.deepEqual(suspects, ['Client 0.75']);
  });

  test('what is kept of requests that are answered, over connections that wait for the next', async () => {
    const ofRequest =
      (isAnswered: boolean) =>
      (process: DrawnNodeProcess, client: string, i: number): void => {
        process.putSocket(client, `socket${i}`, true);
        process.putNodes(`socket${i}`, `parser${i}`, 'HTTPParser');
        process.hold(`socket${i}`, `parser${i}`, 'parser');
        if (!isAnswered) process.hold(`socket${i}`, `parser${i}`, '_httpMessage');
      };
    assert.deepEqual(await clients(ofRequest(true)), ['Client 0.75']);
    assert.deepEqual(await clients(ofRequest(false)), []);
  });

  test('sockets in a collection of the program, whatever of Node holds that', async () => {
    const suspects = await suspectsOf([
      (process) => process.put('server', 'sockets', { name: 'Set' }),
      each(0, 30, (process, i) => process.putSocket('sockets', `socket${i}`, false)),
    ]);
    assert.deepEqual(suspects, ['Socket 0.50']);
  });
});

suite('what Node pools', () => {
  test('is no suspect of a pair, unless something of the program hangs on it', async () => {
    const freed = (isOfProgram: boolean): Promise<string[]> =>
      suspectsOf([
        (process) => process.putNodes('app', 'parsers', 'FreeList'),
        each(0, 30, (process, i) => {
          process.putNodes('parsers', `parser${i}`, 'HTTPParser');
          if (isOfProgram && i % 3 === 0) process.putOwn(`parser${i}`, `body${i}`, 'Body');
        }),
      ]);
    assert.deepEqual(await freed(false), []);
    assert.deepEqual(await freed(true), ['Body 0.50']);
  });

  test('of an Agent the free sockets are none, and those of requests without answer are unlikely', async () => {
    const kept = (property: string): Promise<string[]> =>
      suspectsOf([
        (process) => process.putAgent('app', property),
        each(0, 30, (process, i) => {
          process.putSocket(property, `socket${i}`, false);
          if (property === 'sockets') process.putRequest(`socket${i}`, `request${i}`);
        }),
      ]);
    assert.deepEqual(await kept('freeSockets'), []);
    assert.deepEqual(await kept('sockets'), ['Socket 0.15']);
  });
});

suite('connections of a series, of which there are ever more', () => {
  const [few, some, more] = [30, 50, 90] as const;

  test('decide nothing while the clients of a server are still there', async () => {
    const put = (process: DrawnNodeProcess, i: number): void => {
      process.putOwn('clients', `client${i}`, 'Client');
      process.putSocket(`client${i}`, `socket${i}`, true);
    };
    const start: Step = (process) => process.put('app', 'clients', { name: 'Set' });
    const { result, reason } = await verdictOf([
      start,
      each(0, few, put),
      each(few, some, put),
      each(some, more, put),
    ]);
    assert.equal(result, 'inconclusive');
    assert.match(reason, /Client stay .*clients that are still connected/);
    assert.match(reason, /One more snapshot with as few clients connected as at first would decide/);
  });

  test('decide nothing where some place has them only while they are in use, and another as long as they are there', async () => {
    const { result, reason } = await verdictOf(
      range(0, 4).map((at): Step => (process) => {
        if (at === 0) {
          process.put('app', 'busy', { name: 'Set' });
          process.put('app', 'house', 'House');
          process.put('house', 'all', { name: 'Set' });
        }
        for (const i of range(0, 20)) {
          process.putOwn('busy', `client${at}_${i}`, 'Client');
          process.hold('all', `client${at}_${i}`);
          process.putSocket(`client${at}_${i}`, `socket${at}_${i}`, true);
          process.drop('busy', `client${at - 1}_${i}`);
        }
      }),
    );
    assert.equal(result, 'inconclusive', reason);
    assert.match(reason, /clients that are still connected/);
  });

  test('are accounted for in lists that hold them twice, though the clients of before have left', async () => {
    const counts = [10, 30, 50, 90];
    const lists = ['ofTimers', 'ofHandles'];
    const { result, reason } = await verdictOf(
      counts.map((count, at): Step => (process) => {
        for (const list of lists) {
          if (at === 0) process.put('app', list, { name: 'List' });
          else process.drop(list, 'next');
        }
        for (const i of range(0, count)) {
          const label = `socket${at}_${i}`;
          const [ofTimers, ofHandles] = i === 0 ? lists : [`socket${at}_${i - 1}`, `socket${at}_${i - 1}`];
          process.putSocket(ofTimers, label, true);
          process.drop(ofTimers, label);
          process.hold(ofTimers, label, 'next');
          process.hold(ofHandles, label, i === 0 ? 'next' : 'nextHandle');
        }
      }),
    );
    assert.equal(result, 'no-leak', reason);
  });

  test('leave parsers in a free list of Node', async () => {
    const put = (process: DrawnNodeProcess, i: number): void =>
      process.putNodes('parsers', `parser${i}`, 'HTTPParser');
    const start: Step = (process) => process.putNodes('app', 'parsers', 'FreeList');
    const { result, reason } = await verdictOf([
      start,
      each(0, few, put),
      each(few, some, put),
      each(some, more, put),
    ]);
    assert.equal(result, 'no-leak', reason);
  });

  test('leak where the program opened them itself', async () => {
    const put = (process: DrawnNodeProcess, i: number): void => {
      process.putOwn('clients', `client${i}`, 'Client');
      process.putSocket(`client${i}`, `socket${i}`, false);
    };
    const start: Step = (process) => process.put('app', 'clients', { name: 'Set' });
    const { result } = await verdictOf([
      start,
      each(0, few, put),
      each(few, some, put),
      each(some, more, put),
    ]);
    assert.equal(result, 'leak');
  });

  /** Of an Agent. At each snapshot a request is on each socket: a new one, or the one it came with. */
  const ofAgent = (isRead: boolean): Promise<{ result: string; reason: string }> => {
    const counts = [4, few, some, more];
    return verdictOf(
      counts.map((count, at): Step => (process) => {
        if (at === 0) process.putAgent('app', 'sockets');
        const before = at === 0 ? 0 : counts[at - 1];
        for (const i of range(before, count)) process.putSocket('sockets', `socket${i}`, false);
        for (const i of range(isRead ? 0 : before, count)) {
          if (i < before) process.drop(`socket${i}`, `request${i} of ${at - 1}`);
          process.putRequest(`socket${i}`, `request${i} of ${at}`);
        }
      }),
    );
  };

  test('are a pool while requests come and go on them', async () => {
    assert.equal((await ofAgent(true)).result, 'no-leak');
  });

  test('are one though the class was first seen as a prototype, and so are those of a pool of undici', async () => {
    const client = (process: DrawnNodeProcess, i: number): void => {
      process.putOwn('clients', `client${i}`, 'Client');
      process.putSocket(`client${i}`, `socket${i}`, false);
    };
    const { result } = await verdictOf([
      (process) => {
        process.putOwn('app', 'prototype', 'Pool');
        process.putOwn('app', 'pool', 'Pool');
        process.put('pool', 'clients', { name: 'Array' });
        process.drop('pool', 'clients');
        process.hold('pool', 'clients', '<symbol clients>');
        each(0, 4, client)(process);
      },
      each(4, few, client),
      each(few, some, client),
      each(some, more, client),
    ]);
    assert.equal(result, 'no-leak');
  });

  test('are open where the program hangs something on each for as long as its request takes', async () => {
    const counts = [4, few, some, more];
    const { result, reason } = await verdictOf(
      counts.map((count, at): Step => (process) => {
        if (at === 0) process.putAgent('app', 'sockets');
        for (const i of range(at === 0 ? 0 : counts[at - 1], count))
          process.putSocket('sockets', `socket${i}`, false);
        for (const i of range(0, count)) {
          process.drop(`socket${i}`, `request${i} of ${at - 1}`);
          process.putRequest(`socket${i}`, `request${i} of ${at}`);
          process.put(`request${i} of ${at}`, `call${i}`, { name: 'Call', at: ofProgram, size: 400 });
          process.hold(`call${i}`, `socket${i}`, 'socket');
          for (const part of range(0, 30)) process.put(`call${i}`, `part${i}_${part}`, 'Object');
        }
      }),
    );
    assert.equal(result, 'inconclusive', reason);
  });

  test('leak where the answers of their requests are never read', async () => {
    assert.equal((await ofAgent(false)).result, 'leak');
  });
});

suite('what a queue of Node holds', () => {
  const start: Step = (process) => process.putNodes('app', 'ring', 'FixedCircularBuffer');
  const queue = (process: DrawnNodeProcess, i: number): void => process.putOwn('ring', `job${i}`, 'Job');

  test('is no suspect of a pair', async () => {
    assert.deepEqual(await suspectsOf([start, each(0, 30, queue)]), []);
  });

  test('is none of a series, unless it stays', async () => {
    const rest: Step = () => {};
    assert.deepEqual(await suspectsOf([start, rest, rest, each(0, 30, queue)]), []);
    const stays = [start, each(0, 30, queue), each(30, 60, queue), each(60, 90, queue)];
    assert.deepEqual(await suspectsOf(stays), ['Job 0.90']);
  });

  test('is one below something older than the work on it', async () => {
    const suspects = await suspectsOf([
      (process) => {
        start(process);
        process.put('ring', 'cache', 'Cache');
      },
      each(0, 30, (process, i) => process.putOwn('cache', `entry${i}`, 'Entry')),
    ]);
    assert.deepEqual(suspects, ['Entry 0.50']);
  });

  test('has a name of Node’s: a class of the program is no queue', async () => {
    const suspects = await suspectsOf([
      (process) => process.putOwn('app', 'ring', 'FixedCircularBuffer'),
      each(0, 30, queue),
    ]);
    assert.deepEqual(suspects, ['Job 0.50']);
  });
});

suite('what a timer of the program holds', () => {
  const putTimer = (process: DrawnNodeProcess, i: number): void => {
    const before = i === 0 ? 'list' : `timer${i - 1}`;
    process.putNodes(before, `timer${i}`, 'Timeout');
    process.drop(before, `timer${i}`);
    process.hold(before, `timer${i}`, '_idleNext');
    process.put(`timer${i}`, `tick${i}`, { kind: 'closure', name: 'tick', at: ofProgram });
    process.putOwn(`tick${i}`, `context${i}`, 'Context');
  };
  const start: Step = (process) => process.putNodes('app', 'list', 'TimersList');

  test('is less likely in a pair where there was none before', async () => {
    assert.deepEqual(await suspectsOf([start, each(0, 30, putTimer)]), ['Context 0.15']);
  });

  test('is as likely as anything where there were some, that are still there', async () => {
    const some: Step = (process) => {
      start(process);
      each(0, 10, putTimer)(process);
    };
    assert.deepEqual(await suspectsOf([some, each(10, 40, putTimer)]), ['Context 0.75']);
  });
});

test('lists of Node’s own timers are no suspects of a pair', async () => {
  const lists = (at: readonly [number, number, number]): Promise<string[]> =>
    suspectsOf([
      (process) => process.put('app', 'lists', { name: 'Object' }),
      each(0, 30, (process, i) => {
        process.putNodes('lists', `list${i}`, 'TimersList');
        process.putNodes(`list${i}`, `timer${i}`, 'Timeout');
        process.hold(`list${i}`, `timer${i}`, '_idleNext');
        process.put(`timer${i}`, `tick${i}`, { kind: 'closure', name: 'tick', at });
        process.hold(`timer${i}`, `tick${i}`, '_onTimeout');
      }),
    ]);
  assert.deepEqual(await lists(ofNode), []);
  assert.notDeepEqual(await lists(ofProgram), []);
});

test('a native object of an old one is not new, whatever its id says', async () => {
  const wraps: Step = each(0, 10, (process, i) => {
    process.put(`handle${i}`, `wrap${i}`, { kind: 'native', name: 'Node / TCPSocketWrap', size: 4000 });
    process.drop(`handle${i}`, `wrap${i}`);
    process.hold(`handle${i}`, `wrap${i}`, 'javascript_to_native', 'internal');
  });
  const suspects = await suspectsOf([
    (process) => {
      process.put('app', 'handles', { name: 'Set' });
      for (const i of range(0, 10)) process.putNodes('handles', `handle${i}`, 'TCP');
    },
    wraps,
  ]);
  assert.deepEqual(suspects, []);
});
