// @fastify/routes-stats 3.4.0: pushes each response's time, a number, until somebody asks for them (fastify/fastify-routes-stats#96).
// Packages: fastify@4.28.1, @fastify/routes-stats@3.4.0
// Leak of: Array
// Held by: observedEntries
'use strict';

const fastify = require('fastify');

// With unlike numbers of requests: the arrays become longer in leaps, and not all at once.
const routes = ['price', 'basket', 'orders', 'users', 'search'];
const app = fastify();
app.register(require('@fastify/routes-stats'));
app.after(() => {
  for (const name of routes) app.get(`/${name}`, async () => ({ price: 3 }));
});

exports.start = () => app.ready();

exports.round = async () => {
  for (const [i, name] of routes.entries()) {
    for (let asked = 0; asked < 150 * (i + 1); asked++) await app.inject(`/${name}`);
  }
};
