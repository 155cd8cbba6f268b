// Flyweights: glyphs in a private static field of their class, 96 characters in five faces.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { skewed } = require('../draw.cjs');

class Glyph {
  static #made = {};
  static of(face, code) {
    const key = `${face}:${code}`;
    return (Glyph.#made[key] ||= new Glyph(face, code));
  }
  constructor(face, code) {
    this.face = face;
    this.code = code;
    this.outline = Array.from({ length: 12 + random(8) }, (_, i) => ({ x: i + 0.5, y: code + i }));
    this.advance = 400 + random(200);
  }
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 5 + random(6); i > 0; i--) Glyph.of(`face${random(5)}`, 32 + skewed(96, 1.4));
};
