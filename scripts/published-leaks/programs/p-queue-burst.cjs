// p-queue 8.0.1: a backlog that is worked off before each snapshot, but for a few jobs.
// Packages: p-queue@8.0.1
// No leak.
'use strict';

let queue;
let serial = 0;

exports.start = async () => {
  const { default: PQueue } = await import('p-queue');
  queue = new PQueue({ concurrency: 4 });
};

exports.round = async () => {
  for (let i = 0; i < 80; i++) {
    const job = { id: serial++, lines: [1, 2] };
    void queue.add(() => new Promise((resolve) => setImmediate(resolve, job)));
  }
  await queue.onSizeLessThan(10);
};
