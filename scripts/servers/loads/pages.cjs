// A site with pages that are rendered for each request, and pages that are rendered once and cached, of which there are 300.
'use strict';

const { pick, request } = require('./lib/http.cjs');
const { runPhases } = require('./lib/phases.cjs');

runPhases((port, serial) => {
  const pages = ['/', `/products/${pick(300)}`, `/search?q=${serial}`, '/api/health'];
  return request(port, pages[serial % pages.length]);
});
