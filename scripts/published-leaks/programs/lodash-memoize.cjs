// lodash 4.17.21: memoize() has no bound, and its argument never comes twice (lodash/lodash#3219).
// Packages: lodash@4.17.21
// Leak of: Object | (string)
// Held by: cache|__data__
'use strict';

const { memoize } = require('lodash');

const parseAddress = memoize((line) => {
  const [street, city] = line.split(', ');
  return { street, city, words: street.split(' ') };
});
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 60; i++) parseAddress(`${serial++} Long Meadow Lane, Little Snoring`);
};
