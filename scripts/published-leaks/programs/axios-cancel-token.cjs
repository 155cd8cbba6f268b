// axios 0.21.4: each request adds a reaction to the promise of the CancelToken it is given (axios/axios#1181, #3001).
// Packages: axios@0.21.4
// Leak of: ClientRequest | RedirectableRequest | Promise
// Held by: token|promise|CancelToken
'use strict';

const axios = require('axios');
const { serve } = require('./lib/loopback.cjs');

const cancel = axios.CancelToken.source();
let url;

exports.start = async () => {
  url = await serve((_request, response) => response.end('{"ok":true}'));
};

exports.round = async () => {
  for (let i = 0; i < 30; i++) await axios.get(url, { cancelToken: cancel.token });
};
