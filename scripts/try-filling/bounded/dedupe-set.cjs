// The user agents met, as texts in a Set. There are 550.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

const agents = new Set();

function header(n) {
  const filler = 'KHTML, like Gecko; compatible; '.repeat(4);
  return Buffer.from(
    `Mozilla/5.0 (System ${n % 17}; rv ${n}) Engine/${537 + n} (${filler}) Browser/${n % 120}.0.${n}.${n * 7}`,
  ).toString('latin1');
}

module.exports = function round() {
  for (let i = 1 + random(7); i > 0; i--) agents.add(header(random(550)));
};
