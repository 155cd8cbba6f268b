// When each request began, in a Map by the request: ended requests stay.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class HttpRequest {
  constructor(number) {
    this.url = `/things/${random(500)}?page=${number}`;
    this.headers = { host: 'example.org', cookie: text(180), 'x-request': `${number}` };
    this.body = null;
  }
}

const started = new Map();

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 1 + random(4); i > 0; i--) {
    const request = new HttpRequest(number);
    started.set(request, { at: number, user: `user ${random(40)}` });
  }
};
