// socket.io 4.7.5 with rooms.
'use strict';

const { createServer } = require('node:http');
const { Server } = require('socket.io');

const server = createServer();
const io = new Server(server);
io.on('connection', (socket) => {
  socket.on('message', (room, text) => {
    socket.join(room);
    io.to(room).emit('message', text);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
