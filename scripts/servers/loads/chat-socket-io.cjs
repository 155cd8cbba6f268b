// As chat-ws, by socket.io.
'use strict';

const { io } = require('socket.io-client');
const { pick } = require('./lib/http.cjs');
const phases = require('./lib/phases.cjs');

const staying = [];

phases.runPhases(async (port, serial) => {
  const socket = io(`http://127.0.0.1:${port}`, {
    forceNew: true,
    transports: ['websocket'],
    reconnection: false,
  });
  const heard = new Promise((resolve) => socket.once('message', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.emit('message', `room-${pick(40)}`, `hello from visitor ${serial}`);
  await heard;
  staying.push(socket);
  while (staying.length > phases.staying()) staying.shift().disconnect();
});
