// A MySQL server that answers every statement with an empty one, made of mysql2's own protocol.
'use strict';

const path = require('node:path');
const mysql = require('mysql2');
// Not among the package's exports.
const Packet = require(path.join(path.dirname(require.resolve('mysql2')), 'lib/packets/packet.js'));

const prepare = 0x16;
const execute = 0x17;

/** Starts it on the loopback interface; gives its port. */
exports.serveStatements = () =>
  new Promise((resolve) => {
    const server = mysql.createServer();
    server.on('connection', (connection) => {
      let statements = 0;
      connection.stream.setNoDelay();
      connection.serverHandshake({
        protocolVersion: 10,
        serverVersion: '8.0.0',
        connectionId: 1,
        statusFlags: 2,
        characterSet: 8,
        capabilityFlags: 0xffffff & ~(1 << 11),
      });
      connection.on('packet', (_packet, _known, command) => {
        if (command === prepare) {
          // Status, statement's id, 0 columns, 0 parameters, filler, 0 warnings; after the four bytes of the header.
          const answer = Buffer.alloc(16);
          answer.writeUInt32LE(++statements, 5);
          connection.writePacket(new Packet(0, answer, 0, answer.length));
        }
        if (command === execute) connection.writeOk();
        connection._resetSequenceId();
      });
      connection.on('error', () => {});
    });
    server.listen(0, '127.0.0.1', () => resolve(server._server.address().port));
  });
