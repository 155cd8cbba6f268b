// An LRU cache that is an array of [key, value], the latest first. 160 pages fit, 200 are asked for.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const recent = [];
const limit = 160;

function page(key) {
  const at = recent.findIndex((entry) => entry[0] === key);
  let entry;
  if (at >= 0) {
    [entry] = recent.splice(at, 1);
  } else {
    entry = [
      key,
      {
        html: text(900),
        etag: `W/"${key}"`,
        headers: [
          ['vary', 'accept'],
          ['age', random(100)],
        ],
      },
    ];
  }
  recent.unshift(entry);
  if (recent.length > limit) recent.pop();
  return entry[1];
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 1 + random(3); i > 0; i--) page(`/p/${random(200)}`);
};
