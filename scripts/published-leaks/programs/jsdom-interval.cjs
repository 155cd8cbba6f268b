// jsdom 24.1.0: a window that nobody closes is kept by the interval its script set (jsdom/jsdom#1665).
// Packages: jsdom@24.1.0
// Leak of: Window | Document | Timeout
// Held by: TimersList|Timeout
'use strict';

const { JSDOM } = require('jsdom');

const page =
  '<!doctype html><ul><li>1<li>2</ul><script>setInterval(function poll() { document.title += "."; }, 600000)</script>';

exports.round = async () => {
  for (let i = 0; i < 2; i++) {
    const { window } = new JSDOM(page, { runScripts: 'dangerously' });
    window.document.querySelectorAll('li');
  }
};
