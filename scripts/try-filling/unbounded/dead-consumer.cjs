// A queue of mails whose consumer dies early in the warm-up.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Mail {
  constructor(number) {
    this.to = `user${random(800)}@example.org`;
    this.subject = `your order ${number}`;
    this.body = { text: text(400), attachments: [] };
  }
}

class Mailer {
  queue = [];
  alive = true;
  consume() {
    if (this.alive) this.queue.splice(0, 4);
  }
}

const mailer = new Mailer();

module.exports = function round(number) {
  for (let i = 1 + random(3); i > 0; i--) mailer.queue.push(new Mail(number));
  if (number === 20) mailer.alive = false;
  mailer.consume();
};
