// Tasks by id and in order: finished ones leave the Map, but not the array.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class ScheduledTask {
  constructor(id) {
    this.id = id;
    this.payload = { to: `user${random(300)}`, text: text(260) };
    this.done = false;
  }
}

class Scheduler {
  byId = new Map();
  inOrder = [];
  next = 0;
  add() {
    const task = new ScheduledTask(this.next++);
    this.byId.set(task.id, task);
    this.inOrder.push(task);
  }
  finishSome() {
    for (const [id, task] of this.byId) {
      if (this.byId.size <= 40) break;
      task.done = true;
      this.byId.delete(id);
    }
  }
}

const scheduler = new Scheduler();

module.exports = function round(number) {
  background(number);
  for (let i = 1 + random(4); i > 0; i--) scheduler.add();
  scheduler.finishSome();
};
