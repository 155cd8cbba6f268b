// Completions of what people type, in a trie of plain objects. There are 420 words.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const root = {};

function wordOf(n) {
  const letters = 'etaoinshrdlu';
  return (
    letters[n % 12] +
    letters[((n / 12) | 0) % 12] +
    letters[(n * 7 + 3) % 12] +
    letters[(n * 5 + ((n / 30) | 0)) % 12] +
    (n % 10)
  );
}

function learn(word) {
  let node = root;
  for (const letter of word) {
    node[letter] ??= {};
    node = node[letter];
  }
  node.entry ??= { word, meaning: text(220), seen: 0 };
  node.entry.seen++;
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(5); i > 0; i--) learn(wordOf(random(420)));
};
