// Each request is raced against the shutdown, a promise that is pending for ever and keeps the reactions.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const shutdown = new Promise(() => {});

class Answer {
  constructor(number) {
    this.body = text(350);
    this.status = 200 + (number % 4);
  }
}

module.exports = async function round(number) {
  for (let i = 2 + random(4); i > 0; i--) {
    await Promise.race([shutdown, Promise.resolve(new Answer(number))]);
  }
};
