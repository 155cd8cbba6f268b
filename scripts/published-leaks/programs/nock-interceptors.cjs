// nock 13.5.4: an interceptor that no request matched stays (nock/nock#1118, #2057).
// Packages: nock@13.5.4
// Leak of: Interceptor | Scope
// Held by: allInterceptors|interceptors
'use strict';

const nock = require('nock');

let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 25; i++) nock('http://api.test').get(`/users/${serial++}`).reply(200, { id: serial });
};
