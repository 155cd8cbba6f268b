// Visitors who come into one of forty rooms, say three things and go; the last ten, or as many as the phase says, stay.
'use strict';

const events = require('node:events');
const { WebSocket } = require('ws');
const { pick } = require('./lib/http.cjs');
const phases = require('./lib/phases.cjs');

const staying = [];

phases.runPhases(async (port, serial) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/room-${pick(40)}`);
  await events.once(socket, 'open');
  for (let i = 0; i < 3; i++) {
    socket.send(`message ${i} of visitor ${serial}`);
    await events.once(socket, 'message');
  }
  staying.push(socket);
  while (staying.length > phases.staying()) staying.shift().close();
});
