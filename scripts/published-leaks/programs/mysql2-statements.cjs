// mysql2 2.3.3: keeps up to 16,000 prepared statements, and here each has its values written into the text
// (sidorares/node-mysql2#1164).
// Packages: mysql2@2.3.3
// Leak of: PreparedStatementInfo
// Held by: _statements
'use strict';

const { connect, execute } = require('./lib/statements.cjs');

let connection;
let serial = 0;

exports.start = async () => {
  connection = await connect();
};

exports.round = async () => {
  for (let i = 0; i < 50; i++) await execute(connection, `SELECT name FROM users WHERE id = ${serial++}`);
};
