// xstate 4.38.3: an actor that was stopped stays among its parent's children (statelyai/xstate#1642, #2531).
// Packages: xstate@4.38.3
// Leak of: Interpreter | State
// Held by: children
'use strict';

const { assign, createMachine, interpret, spawn } = require('xstate');

const job = createMachine({
  id: 'job',
  initial: 'running',
  context: { progress: 0 },
  states: { running: {} },
});
const queue = createMachine({
  id: 'queue',
  predictableActionArguments: true,
  context: { current: null },
  on: { START: { actions: assign({ current: (_context, { id }) => spawn(job, id) }) } },
});
const service = interpret(queue).start();
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 15; i++) {
    service.send({ type: 'START', id: `job-${serial++}` });
    service.getSnapshot().context.current.stop();
  }
};
