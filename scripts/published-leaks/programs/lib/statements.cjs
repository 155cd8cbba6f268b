// Prepares statements that differ in a value that should have been a parameter.
'use strict';

const mysql = require('mysql2');
const { serveStatements } = require('./mysql-server.cjs');

exports.connect = async (options) => {
  const connection = mysql.createConnection({
    host: '127.0.0.1',
    port: await serveStatements(),
    user: 'u',
    ...options,
  });
  await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  connection.stream.setNoDelay();
  return connection;
};

exports.execute = (connection, sql) =>
  new Promise((resolve, reject) => connection.execute(sql, (error) => (error ? reject(error) : resolve())));
