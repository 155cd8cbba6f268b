// cls-hooked 4.2.2: a promise that is stored in a context keeps the context alive, and the context the promise
// (Jeff-Lewis/cls-hooked#66).
// Packages: cls-hooked@4.2.2
// Leak of: Promise | Object
// Held by: _contexts
'use strict';

const { createNamespace } = require('cls-hooked');

const namespace = createNamespace('requests');

async function handle(id) {
  const loading = new Promise((resolve) => setImmediate(resolve, { id, user: `user-${id}` }));
  namespace.set('loading', loading);
  await loading;
}

let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 40; i++) await namespace.runPromise(() => handle(serial++));
};
