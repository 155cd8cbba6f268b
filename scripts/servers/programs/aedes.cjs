// aedes 1.2.0, a broker of MQTT: an entry of #outgoing stays for each client id it ever sent a message of QoS 1.
'use strict';

const net = require('node:net');

async function main() {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker();
  const server = net.createServer(broker.handle).listen(0, '127.0.0.1', () => {
    console.log(`listening ${server.address().port}`);
  });
}

void main();
