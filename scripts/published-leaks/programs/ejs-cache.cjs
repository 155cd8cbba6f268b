// ejs 3.1.10: caches a compiled template for each file name, and the name has the user in it (mde/ejs#436).
// Packages: ejs@3.1.10
// Leak of: anonymous | (closure)
// Held by: cache|_data
'use strict';

const ejs = require('ejs');

let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 20; i++) {
    ejs.render(
      '<p>Dear <%= name %>,</p>',
      { name: 'Ada' },
      { cache: true, filename: `/mail/user-${serial++}.ejs` },
    );
  }
};
