// Loggers of requests register with their parent, and stay its children.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class ChildLogger {
  constructor(parent, bindings) {
    this.parent = parent;
    this.bindings = bindings;
    this.children = [];
    this.level = 'info';
    if (parent) parent.children.push(this);
  }
  child(bindings) {
    return new ChildLogger(this, bindings);
  }
}

const rootLogger = new ChildLogger(null, { app: 'shop' });
const byModule = ['http', 'db', 'mail'].map((module) => rootLogger.child({ module }));

module.exports = function round(number) {
  background(number);
  for (let i = 1 + random(4); i > 0; i--) {
    byModule[random(3)].child({
      request: `${number}.${random(1_000_000)}`,
      agent: text(130),
      route: `/r/${random(20)}`,
    });
  }
};
