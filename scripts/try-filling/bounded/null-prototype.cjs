// Exchange rates by pair of currencies, in an object without a prototype. There are 24 x 24 pairs.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

const currencies = (
  'EUR USD GBP CHF JPY SEK NOK DKK PLN CZK HUF RON ' + 'BGN TRY CNY INR BRL MXN CAD AUD NZD ZAR KRW SGD'
).split(' ');
const rates = Object.create(null);

class Rate {
  constructor(from, to) {
    this.pair = `${from}/${to}`;
    this.rate = 1 + random(1000) / 997;
    this.curve = Array.from({ length: 30 }, (_, day) => this.rate + day / 1001);
    this.provider = { name: `desk ${from}`, fee: 0.25 };
  }
}

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 2 + random(7); i > 0; i--) {
    const from = currencies[random(24)];
    const to = currencies[random(24)];
    const key = from + to;
    if (!(key in rates)) rates[key] = new Rate(from, to);
  }
};
