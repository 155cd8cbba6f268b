// Draws from the one sequence of random.cjs, for the programs beside it.
'use strict';

const { random } = require('../../fixtures/programs/lib/random.cjs');

const words = (
  'alpha harbour copper lantern meadow signal orchard velvet granite saffron timber willow ' +
  'canyon ember falcon glacier hollow island juniper kettle ledger marble nectar opal'
).split(' ');

/** A whole number from 0 up to, but not including, `limit`: even if `power` is 1, and the more of them low the greater it is. */
exports.skewed = (limit, power) => Math.floor(limit * (random(1_000_000) / 1_000_000) ** power);

/** A flat text of about so many characters. */
exports.text = function text(length) {
  const parts = [];
  let left = length;
  while (left > 0) {
    const word = words[random(words.length)];
    parts.push(word);
    left -= word.length + 1;
  }
  return parts.join(' ');
};
