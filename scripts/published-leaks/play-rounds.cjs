// Runs a program of programs/: `node --expose-gc play-rounds.cjs PROGRAM FOLDER PLAN`. The program exports `round`, one round
// of its work, and may export `start`. Two rounds warm it up; then come the snapshots, FOLDER/0.heapsnapshot first, with as
// many rounds before each further one as the plan says: `1,4,2` makes four. Load is never even in production.
'use strict';

const path = require('node:path');
const { writeHeapSnapshot } = require('node:v8');

const [program, folder, plan] = process.argv.slice(2);
const { start, round } = require(path.resolve(program));
const roundsBefore = [2, ...plan.split(',').map(Number)];

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function play(number) {
  for (let i = 0; i < roundsBefore[number]; i++) await round();
  // Sockets close, and what only finalizers see is gone after a few turns.
  for (let turn = 0; turn < 3; turn++) {
    await pause(20);
    global.gc();
  }
}

// From a timer, not from an async function: nothing of the program then hangs on a stack or a suspended call of this file.
function shoot(number) {
  writeHeapSnapshot(path.join(folder, `${number}.heapsnapshot`));
  if (number + 1 === roundsBefore.length) process.exit();
  next(number + 1);
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

function next(number) {
  play(number).then(() => void setTimeout(shoot, 1, number), fail);
}

Promise.resolve(start?.()).then(() => next(0), fail);
