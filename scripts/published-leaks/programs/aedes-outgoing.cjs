// aedes 1.2.0: an entry of #outgoing stays for each client id that was ever sent a message of QoS 1 (aedes-persistence).
// Packages: aedes@1.2.0, mqtt-packet@9.0.0
// Leak of: Array | (string)
// Held by: #outgoing|outgoing
'use strict';

const events = require('node:events');
const net = require('node:net');
const mqtt = require('mqtt-packet');

let port;
let serial = 0;

exports.start = async () => {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker();
  const server = net.createServer(broker.handle).listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  ({ port } = server.address());
};

/** Connects, subscribes, publishes to itself, acknowledges and goes. */
async function visit(clientId) {
  const socket = net.connect(port, '127.0.0.1');
  const send = (packet) => socket.write(mqtt.generate(packet));
  const parser = mqtt.parser();
  parser.on('packet', ({ cmd, messageId }) => {
    if (cmd === 'connack')
      send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: clientId, qos: 1 }] });
    if (cmd === 'suback') send({ cmd: 'publish', topic: clientId, payload: 'hello', qos: 1, messageId: 2 });
    if (cmd !== 'publish') return;
    send({ cmd: 'puback', messageId });
    send({ cmd: 'disconnect' });
    socket.end();
  });
  socket.on('data', (chunk) => parser.parse(chunk));
  send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId, clean: true, keepalive: 0 });
  await events.once(socket, 'close');
}

exports.round = async () => {
  await Promise.all(Array.from({ length: 120 }, () => visit(`sensor-${serial++}`)));
};
