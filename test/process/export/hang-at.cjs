// Loaded before the program: when the n-th call of a function of node:fs/promises is done it says so and waits for ever, as a process
// that the system stops there.
const { writeSync } = require('node:fs');
const promises = require('node:fs/promises');
const { syncBuiltinESMExports } = require('node:module');

const [name, times] = process.env.HANG_AT.split(':');
const real = promises[name];
let calls = 0;
promises[name] = async (...args) => {
  const result = await real(...args);
  if (++calls === Number(times)) {
    writeSync(2, 'hangs\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  return result;
};
syncBuiltinESMExports();
