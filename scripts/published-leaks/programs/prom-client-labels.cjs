// prom-client 15.1.3: a label with a value for each user makes a series for each user (siimon/prom-client#344).
// Packages: prom-client@15.1.3
// Leak of: Object
// Held by: hashMap
'use strict';

const { Counter } = require('prom-client');

const logins = new Counter({ name: 'logins_total', help: 'Logins', labelNames: ['user', 'method'] });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 60; i++) logins.inc({ user: `user-${serial++}`, method: 'password' });
};
