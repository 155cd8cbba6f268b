// sequelize 6.37.3: a hook that is added in the handler of a request is never taken off.
// Packages: sequelize@6.37.3, mysql2@2.3.3
// Leak of: audit | Object
// Held by: hooks|afterFind
'use strict';

const { DataTypes, Sequelize } = require('sequelize');

const db = new Sequelize({ dialect: 'mysql', logging: false });
const User = db.define('User', { name: DataTypes.STRING });
let serial = 0;

function handle(request) {
  User.addHook('afterFind', function audit(rows) {
    request.rows = rows;
  });
}

exports.round = async () => {
  for (let i = 0; i < 40; i++) handle({ id: serial++, path: '/users', rows: null });
};
