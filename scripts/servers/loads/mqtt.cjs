// Devices, each with an id of its own, that subscribe, hear themselves once with QoS 1, and go.
'use strict';

const events = require('node:events');
const net = require('node:net');
const mqtt = require('mqtt-packet');
const { runPhases } = require('./lib/phases.cjs');

runPhases(async (port, serial) => {
  const clientId = `sensor-${serial}`;
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
});
