// node-schedule 2.1.1: a reminder for each order, never cancelled when the order is done.
// Packages: node-schedule@2.1.1
// Leak of: Job | Invocation | CronExpression
// Held by: scheduledJobs|_invocations
'use strict';

const schedule = require('node-schedule');

let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 25; i++) {
    const order = { id: serial++, lines: [1, 2] };
    schedule.scheduleJob(`order-${order.id}`, '0 3 1 1 *', () => order.id);
  }
};
