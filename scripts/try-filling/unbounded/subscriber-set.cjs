// Subscribers that go away are told so, but stay in the Set; one in four is taken out.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Subscriber {
  constructor(number) {
    this.name = `subscriber ${number}`;
    this.filter = { topics: [`topic ${random(20)}`, `topic ${random(20)}`], from: number };
    this.buffer = text(220);
    this.active = true;
  }
}

class Topic {
  subscribers = new Set();
  subscribe(subscriber) {
    this.subscribers.add(subscriber);
    return () => {
      subscriber.active = false;
      if (random(4) === 0) this.subscribers.delete(subscriber);
    };
  }
}

const topic = new Topic();

module.exports = function round(number) {
  background(number);
  for (let i = 1 + random(4); i > 0; i--) topic.subscribe(new Subscriber(number))();
};
