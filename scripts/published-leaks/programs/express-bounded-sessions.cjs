// express-session 1.18.0 on memorystore 1.6.7, at most 60 sessions.
// Packages: express@4.19.2, express-session@1.18.0, memorystore@1.6.7
// No leak.
'use strict';

const express = require('express');
const session = require('express-session');
const createStore = require('memorystore');
const { request, serve } = require('./lib/loopback.cjs');

const MemoryStore = createStore(session);
const app = express();
app.use(
  session({ secret: 'k', resave: false, saveUninitialized: true, store: new MemoryStore({ max: 60 }) }),
);
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
