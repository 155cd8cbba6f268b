// undici 6.18.2: an Agent keeps a pool for each origin it ever asked, here a subdomain for each tenant (nodejs/undici#3410).
// Packages: undici@6.18.2
// Leak of: Pool | Client
// Held by: clients|kClients
'use strict';

const { Agent, request } = require('undici');
const { serve } = require('./lib/loopback.cjs');

const agent = new Agent({
  keepAliveTimeout: 1,
  keepAliveMaxTimeout: 1,
  connect: { lookup: (_name, _options, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]) },
});
let port;
let serial = 0;

exports.start = async () => {
  ({ port } = new URL(
    await serve((_request, response) => {
      response.setHeader('connection', 'close');
      response.end('ok');
    }),
  ));
};

exports.round = async () => {
  for (let i = 0; i < 15; i++) {
    const { body } = await request(`http://tenant-${serial++}.test:${port}/hook`, { dispatcher: agent });
    await body.text();
  }
};
