// The logger is wrapped anew for each request instead of once: a chain of closures.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

let log = (line) => line.length;

function serve(number) {
  const context = { request: `r-${number}-${random(1_000_000)}`, tags: [text(120)], lines: 0 };
  const next = log;
  log = (line) => {
    context.lines++;
    return next(line);
  };
  log('served');
}

module.exports = function round(number) {
  for (let i = 1 + random(3); i > 0; i--) serve(number);
};
