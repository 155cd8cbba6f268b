// The last 170 requests, for a page of diagnostics: push, and shift when there are more.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class RequestRecord {
  constructor(number) {
    this.url = `/api/${number}/${random(10_000)}`;
    this.agent = text(140);
    this.timing = { start: number, end: number + 0.5 };
    this.headers = { host: 'example.org', accept: text(60) };
  }
}

const lastRequests = [];

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 1 + random(5); i > 0; i--) {
    lastRequests.push(new RequestRecord(number));
    if (lastRequests.length > 170) lastRequests.shift();
  }
};
