// generic-pool 3.9.0: grows to its eight connections and then lends them out again and again.
// Packages: generic-pool@3.9.0
// No leak.
'use strict';

const { createPool } = require('generic-pool');

class Connection {
  constructor() {
    this.statements = new Map();
  }
}

const pool = createPool({ create: async () => new Connection(), destroy: async () => {} }, { max: 8 });
let serial = 0;

exports.round = async () => {
  const work = Array.from({ length: 40 }, () =>
    pool.use(async (connection) => {
      connection.statements.set(serial % 12, { text: 'SELECT 1', used: serial++ });
    }),
  );
  await Promise.all(work);
};
