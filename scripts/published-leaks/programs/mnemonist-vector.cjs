// mnemonist 0.39.8: a vector of numbers, a typed array that is replaced by a longer one whenever it is full.
// Packages: mnemonist@0.39.8
// Leak of: Uint32Array | Vector | ArrayBuffer | JSArrayBufferData
// Held by: seen
'use strict';

const { Uint32Vector } = require('mnemonist/vector.js');

const seen = new Uint32Vector({ policy: (capacity) => capacity + 8192 });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 20_000; i++) seen.push(serial++);
};
