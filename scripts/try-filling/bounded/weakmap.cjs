// Layouts of long-lived documents, in a WeakMap, made when one is first shown. There are 350 documents.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Doc {
  constructor(n) {
    this.title = `document ${n}`;
  }
}

class Layout {
  constructor(doc) {
    this.heading = doc.title.toUpperCase();
    this.lines = Array.from({ length: 6 }, () => text(45));
    this.box = { x: 0, y: 0, width: 640, height: random(900) };
  }
}

const docs = Array.from({ length: 350 }, (_, n) => new Doc(n));
const layouts = new WeakMap();

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(4); i > 0; i--) {
    const doc = docs[random(350)];
    if (!layouts.has(doc)) layouts.set(doc, new Layout(doc));
  }
};
