// mysql2 2.3.3 with as many prepared statements as the program has: the cache is full and in churn.
// Packages: mysql2@2.3.3
// No leak.
'use strict';

const { connect, execute } = require('./lib/statements.cjs');

let connection;
let serial = 0;

exports.start = async () => {
  connection = await connect({ maxPreparedStatements: 60 });
};

exports.round = async () => {
  for (let i = 0; i < 50; i++) await execute(connection, `SELECT name FROM users WHERE id = ${serial++}`);
};
