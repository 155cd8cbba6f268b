// fastify 4.28.1 with schemas and sessions of its own.
'use strict';

const fastify = require('fastify');
const { findProduct } = require('./lib/cache.cjs');
const { openSession } = require('./lib/sessions.cjs');

const app = fastify();
const body = { type: 'object', properties: { product: { type: 'number' } }, required: ['product'] };
app.get('/products/:id', async ({ params }) => findProduct(Number(params.id)));
app.post('/orders', { schema: { body } }, async (request, reply) => {
  const session = openSession(request.headers['x-session']);
  session.basket.push(request.body.product);
  reply.code(201);
  return { orders: session.basket.length };
});
app.listen({ port: 0, host: '127.0.0.1' }).then(() => console.log(`listening ${app.server.address().port}`));
