// Chunks of uploads are gathered and never put together.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

class Receiver {
  constructor() {
    this.chunks = [];
    this.bytes = 0;
  }
  receive(chunk) {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }
}

const receiver = new Receiver();

module.exports = function round() {
  for (let i = 1 + random(4); i > 0; i--) receiver.receive(Buffer.alloc(300 + random(1700), i));
};
