// A pool of kept-alive sockets for each of 130 hosts, at most three sockets each.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class KeptSocket {
  constructor(host, n) {
    this.host = host;
    this.localPort = 40_000 + random(20_000);
    this.incoming = new Uint8Array(200);
    this.events = { data: [() => n], close: [() => host] };
  }
}

class HostPool {
  constructor(host) {
    this.host = host;
    this.tlsSession = text(400);
    this.idle = [];
    this.made = 0;
  }
}

class Agent {
  hosts = {};
  request(host, parallel) {
    const pool = (this.hosts[host] ??= new HostPool(host));
    const used = [];
    for (let i = 0; i < parallel; i++) used.push(pool.idle.pop() ?? new KeptSocket(host, pool.made++));
    pool.idle.push(...used);
  }
}

const agent = new Agent();

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = random(4); i > 0; i--) agent.request(`host${random(130)}.example.org:443`, 1 + random(3));
};
