// Every job listens to the one bus for a change of the settings, and never stops.
'use strict';

const { EventEmitter } = require('node:events');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const bus = new EventEmitter();
bus.setMaxListeners(0);

class ImportJob {
  constructor(number) {
    this.file = `import-${number}.csv`;
    this.preview = text(250);
    this.progress = { rows: random(1000), failed: 0 };
    bus.on('settings', (settings) => this.configure(settings));
  }
  configure(settings) {
    this.settings = settings;
  }
}

module.exports = function round(number) {
  for (let i = 1 + random(3); i > 0; i--) new ImportJob(number);
};
