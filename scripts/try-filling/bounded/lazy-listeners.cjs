// A codec for each of 280 types of message, made when first needed; each listens to the bus and has a hook for the exit.
'use strict';

const { EventEmitter } = require('node:events');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const bus = new EventEmitter();
bus.setMaxListeners(0);
const onExit = [];
const codecs = {};
let flushed = 0;

class Codec {
  constructor(type) {
    this.type = type;
    this.schema = { title: text(120), fields: ['id', `field of ${type}`, 'when'] };
    this.pending = [];
    bus.on('flush', () => this.flush());
    onExit.push(this.close.bind(this));
  }
  flush() {
    flushed += this.pending.length;
    this.pending.length = 0;
  }
  close() {
    this.flush();
    this.schema = null;
  }
}

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 1 + random(5); i > 0; i--) {
    const type = `type-${random(280)}`;
    (codecs[type] ??= new Codec(type)).pending.push(number);
  }
  bus.emit('flush');
};
