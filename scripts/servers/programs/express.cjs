// express 4.19.2 with sessions in memorystore.
'use strict';

const express = require('express');
const session = require('express-session');
const { findProduct } = require('./lib/cache.cjs');

const MemoryStore = require('memorystore')(session);
const app = express();
app.use(express.json());
app.use(
  session({
    secret: 'k',
    resave: false,
    saveUninitialized: false,
    store: new MemoryStore({ max: 300, ttl: 2000, checkPeriod: 1000 }),
  }),
);
app.get('/products/:id', (request, response) => response.json(findProduct(Number(request.params.id))));
app.post('/orders', (request, response) => {
  request.session.orders = [...(request.session.orders ?? []), request.body.product].slice(-5);
  response.status(201).json({ orders: request.session.orders.length });
});
const server = app.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
