// Six connections, each with the statements that were prepared on it. There are 75 statements for each.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const texts = Array.from(
  { length: 75 },
  (_, n) => `SELECT c${n}, d${n} FROM t${n % 12} WHERE id = $1 AND kind = ${n}`,
);

class PreparedStatement {
  constructor(connection, sql) {
    this.name = `s${connection.id}_${connection.prepared++}`;
    this.sql = sql;
    this.parameters = [
      { oid: 23, format: 0 },
      { oid: 25, format: 0 },
    ];
    this.columns = [0, 1].map((n) => ({ name: `column ${n}`, comment: text(70), table: random(10_000) }));
  }
}

class DbConnection {
  constructor(id) {
    this.id = id;
    this.prepared = 0;
    this.statements = Object.create(null);
  }
  query(sql) {
    if (!this.statements[sql]) this.statements[sql] = new PreparedStatement(this, sql);
    return this.statements[sql];
  }
}

const connections = Array.from({ length: 6 }, (_, id) => new DbConnection(id));

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 2 + random(5); i > 0; i--) connections[random(6)].query(texts[random(75)]);
};
