// A histogram whose labels hold the whole path with its ids: a new series for each request.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

class Series {
  constructor(labels) {
    this.labels = labels;
    this.buckets = { 5: 0, 10: 0, 50: 0, 100: 0, 500: 0, 1000: 0 };
    this.sum = 0.5;
    this.count = 0;
  }
}

class Histogram {
  constructor(name) {
    this.name = name;
    this.hashMap = {};
  }
  observe(labels, value) {
    const key = Object.entries(labels)
      .map(([name, label]) => `${name}:${label}`)
      .join(',');
    const series = (this.hashMap[key] ??= new Series(labels));
    series.sum += value;
    series.count++;
  }
}

const histogram = new Histogram('http_request_duration_seconds');

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 1 + random(5); i > 0; i--) {
    histogram.observe(
      { method: 'GET', path: `/users/${random(2 ** 30)}/orders/${number}`, status: 200 },
      random(400) / 1000 + 0.1,
    );
  }
};
