// ws 8.17.0: a chat with rooms, which are dropped when they are empty, and the last messages of each.
'use strict';

const { WebSocketServer } = require('ws');

const decoder = new TextDecoder();
const rooms = new Map();
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  console.log(`listening ${server.address().port}`);
});

server.on('connection', (socket, request) => {
  const name = new URL(request.url, 'ws://chat').pathname;
  let room = rooms.get(name);
  if (!room) rooms.set(name, (room = { members: new Set(), last: [] }));
  room.members.add(socket);
  socket.on('message', (data) => {
    const text = decoder.decode(data);
    room.last.push(text);
    if (room.last.length > 20) room.last.shift();
    for (const member of room.members) member.send(text);
  });
  socket.on('close', () => {
    room.members.delete(socket);
    if (room.members.size === 0) rooms.delete(name);
  });
});
