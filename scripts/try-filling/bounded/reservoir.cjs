// A sample of 25 durations for each of 16 routes (algorithm R); some routes are popular.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { skewed, text } = require('../draw.cjs');

class Sample {
  constructor(number) {
    this.duration = number + 0.25;
    this.labels = { route: `r${random(100)}`, zone: `z${random(5)}` };
    this.stack = text(240);
  }
}

const reservoirs = new Map();

function observe(route, number) {
  let reservoir = reservoirs.get(route);
  if (!reservoir) {
    reservoir = { seen: 0, samples: [] };
    reservoirs.set(route, reservoir);
  }
  reservoir.seen++;
  if (reservoir.samples.length < 25) {
    reservoir.samples.push(new Sample(number));
  } else {
    const at = random(reservoir.seen);
    if (at < 25) reservoir.samples[at] = new Sample(number);
  }
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 3 + random(6); i > 0; i--) observe(`/route/${skewed(16, 2)}`, number);
};
