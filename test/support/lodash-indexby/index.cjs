'use strict';
// heapsnapshot-parser 0.1.0 calls indexBy (gone from lodash 4) and isString, nothing else.
exports.indexBy = (list, key) => {
  const index = Object.create(null);
  for (const item of list) index[item[key]] = item;
  return index;
};
exports.isString = (value) => typeof value === 'string';
