// dataloader 2.2.2: one loader for the process instead of one for each request keeps all it ever loaded (graphql/dataloader#62).
// Packages: dataloader@2.2.2
// Leak of: Promise | Object
// Held by: _cacheMap
'use strict';

const DataLoader = require('dataloader');

const users = new DataLoader(async (ids) => ids.map((id) => ({ id, name: `user ${id}`, roles: ['reader'] })));
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 10; i++) await users.loadMany(Array.from({ length: 8 }, () => `u${serial++}`));
};
