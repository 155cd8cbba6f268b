// Warnings are gathered for a report that nobody asks for.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Warning {
  constructor(number) {
    this.message = `deprecated call ${number}: ${text(160)}`;
    this.where = { file: `module${random(40)}.js`, line: random(900) };
    this.stack = ['a', 'b', 'c'].map((frame) => `${frame}${number}`);
  }
}

const report = { warnings: [] };

module.exports = function round(number) {
  background(number);
  for (let i = random(5); i > 0; i--) report.warnings.push(new Warning(number));
};
