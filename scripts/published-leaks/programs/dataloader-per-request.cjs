// dataloader 2.2.2 as its documentation has it: a loader for each request.
// Packages: dataloader@2.2.2
// No leak.
'use strict';

const DataLoader = require('dataloader');

const load = async (ids) => ids.map((id) => ({ id, name: `user ${id}`, roles: ['reader'] }));
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 10; i++)
    await new DataLoader(load).loadMany(Array.from({ length: 8 }, () => `u${serial++}`));
};
