// Writes are put one behind another, and early in the warm-up one waits for an answer that never comes: a chain of promises.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const expected = new Map();
let sent = 0;
let tail = Promise.resolve();

class WriteRequest {
  constructor(number) {
    this.key = `row ${number}.${random(1000)}`;
    this.value = { body: text(300), revision: number };
  }
  send() {
    const id = sent++;
    const answered = new Promise((resolve) => expected.set(id, resolve));
    // That one the database does not answer.
    if (id !== 60) void answer(id, this.value.revision);
    return answered;
  }
}

async function answer(id, revision) {
  await Promise.resolve();
  expected.get(id)(revision);
  expected.delete(id);
}

async function write(request) {
  const before = tail;
  let done;
  tail = new Promise((resolve) => (done = resolve));
  await before;
  await request.send();
  done();
}

module.exports = function round(number) {
  background(number);
  for (let i = 1 + random(4); i > 0; i--) void write(new WriteRequest(number));
};
