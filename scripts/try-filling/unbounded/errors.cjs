// Failures are kept for a summary, each with the one that caused it.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class UpstreamError extends Error {
  constructor(number, cause) {
    super(`upstream ${number} failed`, { cause });
    this.request = { url: `/x/${random(1000)}`, body: text(220) };
  }
}

const failures = [];

function call(number) {
  try {
    JSON.parse(`{"n": ${number}, broken`);
  } catch (error) {
    failures.push(new UpstreamError(number, error));
  }
}

module.exports = function round(number) {
  background(number);
  for (let i = 6; i > 0; i--) if (random(4) === 0) call(number);
};
