// axios 0.22.0: unsubscribes from the shared CancelToken when the request is over.
// Packages: axios-fixed@npm:axios@0.22.0
// No leak.
'use strict';

const axios = require('axios-fixed');
const { serve } = require('./lib/loopback.cjs');

const cancel = axios.CancelToken.source();
let url;

exports.start = async () => {
  url = await serve((_request, response) => response.end('{"ok":true}'));
};

exports.round = async () => {
  for (let i = 0; i < 30; i++) await axios.get(url, { cancelToken: cancel.token });
};
