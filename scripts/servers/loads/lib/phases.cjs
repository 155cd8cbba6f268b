// Runs phases of load for its parent: `{ amount }` comes by IPC, and 'done' goes back when so many pieces of work are over.
// A trickle goes on all the time, also while a snapshot is taken: a service is never quite idle.
'use strict';

const port = Number(process.argv[2]);
const width = 8;
let serial = 0;

/** Does pieces of work, several at a time. `work(port, serial)` is one. */
exports.runPhases = (work, endPhase = async () => {}) => {
  const piece = () => work(port, serial++);
  const phase = async ({ amount }) => {
    let left = amount;
    const worker = async () => {
      while (left-- > 0) await piece();
    };
    await Promise.all(Array.from({ length: width }, worker));
    await endPhase();
    process.send('done');
  };
  const fail = (error) => {
    console.error(error);
    process.exit(1);
  };
  process.on('message', (message) => void phase(message).catch(fail));
  process.on('disconnect', () => process.exit());
  setInterval(() => void piece().catch(fail), 100);
};
