// express-session 1.18.0: its default MemoryStore never drops a session that nobody asks for again (expressjs/session#556).
// Packages: express@4.19.2, express-session@1.18.0
// Leak of: (string) | (concatenated string) | Object
// Held by: sessions
'use strict';

const express = require('express');
const session = require('express-session');
const { request, serve } = require('./lib/loopback.cjs');

// Quiet, the warning that this very store leaks.
const app = express();
const warn = console.warn;
console.warn = () => {};
app.use(session({ secret: 'k', resave: false, saveUninitialized: true, cookie: { maxAge: 60_000 } }));
console.warn = warn;
app.get('/', (asked, response) => {
  asked.session.basket = ['apples', 'pears'];
  response.send('ok');
});

let url;

exports.start = async () => {
  url = await serve(app);
};

exports.round = async () => {
  for (let i = 0; i < 40; i++) await request(url);
};
