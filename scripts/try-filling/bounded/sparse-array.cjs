// Extensions of a telephone system by their number, which are far apart. There are 420.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const extensions = [];

class Extension {
  constructor(number) {
    this.number = number;
    this.owner = { name: text(24), office: `room ${number % 311}` };
    this.greeting = text(200);
    this.forward = [number + 1, number + 2];
  }
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(5); i > 0; i--) {
    const extension = 20_000 + random(420) * 1_913;
    if (!(extension in extensions)) extensions[extension] = new Extension(extension);
  }
};
