// sinon 17.0.1: the default sandbox keeps every fake until it is restored (sinonjs/sinon#1866).
// Packages: sinon@17.0.1
// Leak of: proxy
// Held by: fakes|collection|fakeRestorers|sandbox
'use strict';

const sinon = require('sinon');

exports.round = async () => {
  for (let i = 0; i < 20; i++) sinon.spy()({ id: i });
};
