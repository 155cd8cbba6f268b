// ajv 6.12.6: a shared instance keeps each schema it compiled, and each request brings one (ajv-validator/ajv#1413).
// Packages: ajv@6.12.6
// Leak of: SchemaObject | validate
// Held by: _cache
'use strict';

const Ajv = require('ajv');

const ajv = new Ajv();
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 12; i++) {
    const validate = ajv.compile({
      type: 'object',
      properties: { tenant: { const: `tenant-${serial++}` }, amount: { type: 'number' } },
    });
    validate({ tenant: 'x', amount: i });
  }
};
