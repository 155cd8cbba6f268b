// lokijs 1.5.12: a collection with a unique index holds each document twice, and a log is never trimmed (techfort/LokiJS#568).
// Packages: lokijs@1.5.12
// Leak of: Object
// Held by: data|keyMap|lokiMap|UniqueIndex
'use strict';

const Loki = require('lokijs');

const db = new Loki('audit.db', { persistenceMethod: null });
const events = db.addCollection('events', { unique: ['token'], indices: ['user'] });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 60; i++) {
    events.insert({ token: `t${serial++}`, user: serial % 17, action: 'login', at: serial * 1000 });
  }
};
