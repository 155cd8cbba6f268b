// A descriptor for each feature by the Symbol.for() of its name. There are 340 features.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const descriptors = {};

class FeatureDescriptor {
  constructor(symbol) {
    this.symbol = symbol;
    this.summary = text(200);
    this.stages = [
      { name: 'beta', share: 0.1 },
      { name: 'all', share: 1 },
    ];
  }
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(4); i > 0; i--) {
    const symbol = Symbol.for(`app.feature.${random(340)}.enabled`);
    descriptors[symbol] ??= new FeatureDescriptor(symbol);
  }
};
