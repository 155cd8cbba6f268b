// Workers of six kinds, at most 14 of each: one is made when a job comes and none is idle, and none is ever dismissed.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class JobWorker {
  constructor(kind, id) {
    this.name = `${kind}-${id}`;
    this.scratch = new Array(120).fill(id);
    this.log = text(300);
    this.busy = false;
    this.done = 0;
  }
}

class WorkerPool {
  workers = new Set();
  constructor(kind) {
    this.kind = kind;
  }
  idle() {
    for (const worker of this.workers) if (!worker.busy) return worker;
    if (this.workers.size >= 14) return undefined;
    const worker = new JobWorker(this.kind, this.workers.size);
    this.workers.add(worker);
    return worker;
  }
  wave(jobs) {
    const busy = [];
    while (busy.length < jobs) {
      const worker = this.idle();
      if (!worker) break;
      worker.busy = true;
      busy.push(worker);
    }
    for (const worker of busy) {
      worker.busy = false;
      worker.done++;
    }
  }
}

const pools = ['mail', 'image', 'report', 'index', 'export', 'webhook'].map((kind) => new WorkerPool(kind));

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  // Few jobs at once as a rule, sometimes many.
  pools[random(6)].wave(1 + random(1 + random(14)));
};
