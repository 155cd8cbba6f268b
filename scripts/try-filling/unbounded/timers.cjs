// A heartbeat for each socket, which is not cleared when the socket closes.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class ClientSocket {
  constructor(number) {
    this.address = `10.0.${number % 250}.${random(250)}`;
    this.received = text(280);
    this.state = { open: true, missed: 0 };
    this.heartbeat = setInterval(() => this.beat(), 600_000);
  }
  beat() {
    if (this.state.open) this.state.missed++;
  }
  close() {
    this.state.open = false;
  }
}

module.exports = function round(number, { interval }) {
  if (interval === 0) return; // Nobody is connected yet.
  for (let i = 1 + random(4); i > 0; i--) new ClientSocket(number).close();
};
