// Devices seen, in a list that is searched before one is pushed. The house has 300.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Device {
  constructor(serial) {
    this.serial = serial;
    this.firmware = { version: `1.${random(9)}.${random(20)}`, notes: text(160) };
    this.readings = [0, 0, 0, 0];
    this.lastSeen = 0;
  }
}

const known = { devices: [] };

function report(serial, now) {
  let device = known.devices.find((candidate) => candidate.serial === serial);
  if (!device) {
    device = new Device(serial);
    known.devices.push(device);
  }
  device.lastSeen = now;
  device.readings[now % 4] = now;
}

module.exports = function round(number) {
  background(number);
  for (let i = random(5); i > 0; i--) report(`SN-${100_000 + random(300)}`, number);
};
