// keyv 4.5.4: in its default Map, an entry that has expired goes only when it is asked for (jaredwray/keyv#55).
// Packages: keyv@4.5.4
// Leak of: (string) | (concatenated string) | Map
// Held by: store|Keyv|opts
'use strict';

const Keyv = require('keyv');

const tokens = new Keyv();
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 50; i++)
    await tokens.set(`token-${serial++}`, { scopes: ['read', 'write'], issued: serial }, 1);
};
