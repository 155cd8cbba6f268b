// koa 2.15.3 with middleware of its own.
'use strict';

const Koa = require('koa');
const { findProduct } = require('./lib/cache.cjs');
const { openSession } = require('./lib/sessions.cjs');

const app = new Koa();
app.use(async (context, next) => {
  const start = performance.now();
  await next();
  context.set('x-response-time', `${Math.round(performance.now() - start)} ms`);
});
app.use(async (context) => {
  const [, kind, id] = context.path.split('/');
  if (kind === 'products') context.body = findProduct(Number(id));
  if (kind !== 'orders') return;
  let text = '';
  for await (const chunk of context.req) text += chunk;
  const { basket } = openSession(context.get('x-session'));
  basket.push(JSON.parse(text).product);
  context.status = 201;
  context.body = { orders: basket.length };
});
const server = app.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
