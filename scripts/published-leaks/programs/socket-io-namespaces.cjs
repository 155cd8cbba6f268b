// socket.io 4.7.5: a namespace made for a tenant stays when its last client has gone (socketio/socket.io#1069, #4738).
// Packages: socket.io@4.7.5, socket.io-client@4.7.5
// Leak of: Namespace | Adapter
// Held by: _nsps|children
'use strict';

const http = require('node:http');
const { Server } = require('socket.io');
const { io: connect } = require('socket.io-client');

const server = http.createServer();
const io = new Server(server);
io.of(/^\/tenant-\d+$/).on('connection', (socket) => socket.emit('welcome', 'hello'));
let serial = 0;

exports.start = () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

exports.round = async () => {
  for (let i = 0; i < 12; i++) {
    const url = `http://127.0.0.1:${server.address().port}/tenant-${serial++}`;
    const socket = connect(url, { forceNew: true, transports: ['websocket'], reconnection: false });
    await new Promise((resolve) => socket.on('welcome', resolve));
    socket.disconnect();
  }
};
