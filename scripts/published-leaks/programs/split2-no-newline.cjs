// split2 4.2.0: a peer that sends no line end makes it append to one string for ever, as it has no maxLength by default.
// Packages: split2@4.2.0
// Leak of: (string) | (concatenated string)
// Held by: last|splitter
'use strict';

const { randomBytes } = require('node:crypto');
const split = require('split2');

const splitter = split();
splitter.resume();

exports.round = async () => {
  for (let i = 0; i < 40; i++) {
    splitter.write(randomBytes(150).toString('hex'));
    await new Promise((resolve) => setImmediate(resolve));
  }
};
