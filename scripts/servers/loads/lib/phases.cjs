// Runs phases of load for its parent: `{ amount, staying }` comes by IPC, and 'done' goes back when so many pieces of work are over.
// So many clients at most stay connected afterwards, or so many pieces are under way at a time where clients do not stay.
// A trickle goes on all the time, also while a snapshot is taken: a service is never quite idle.
'use strict';

const port = Number(process.argv[2]);
const fewest = { width: 8, staying: 10 };
let { width, staying } = fewest;
let serial = 0;

/** How many clients may stay connected. */
exports.staying = () => staying;

/** Does pieces of work, several at a time. `work(port, serial)` is one. */
exports.runPhases = (work, endPhase = async () => {}) => {
  const piece = () => work(port, serial++);
  const phase = async ({ amount, staying: most }) => {
    let left = amount;
    width = Math.max(fewest.width, most ?? 0);
    staying = most ?? fewest.staying;
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
