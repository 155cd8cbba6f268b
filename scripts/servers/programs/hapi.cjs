// @hapi/hapi 21.3.10 with its own cache of results, which expire.
'use strict';

const Hapi = require('@hapi/hapi');
const { findProduct } = require('./lib/cache.cjs');
const { openSession } = require('./lib/sessions.cjs');

async function main() {
  const server = Hapi.server({ port: 0, host: '127.0.0.1' });
  const cache = { expiresIn: 1500, generateTimeout: 1000 };
  server.method('product', async (id) => ({ ...findProduct(id), seen: Date.now() }), { cache });
  server.route({
    method: 'GET',
    path: '/products/{id}',
    handler: ({ params }) => server.methods.product(Number(params.id)),
  });
  server.route({
    method: 'POST',
    path: '/orders',
    handler: ({ headers, payload }, h) => {
      const { basket } = openSession(headers['x-session']);
      basket.push(payload.product);
      return h.response({ orders: basket.length }).code(201);
    },
  });
  await server.start();
  console.log(`listening ${server.info.port}`);
}

void main();
