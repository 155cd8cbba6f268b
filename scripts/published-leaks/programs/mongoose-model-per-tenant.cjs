// mongoose 8.4.1: a model for each tenant stays on the connection (Automattic/mongoose#8851).
// Packages: mongoose@8.4.1
// Leak of: Schema | model | Model | NativeCollection
// Held by: models|collections|_models
'use strict';

const mongoose = require('mongoose');

const connection = mongoose.createConnection();
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 4; i++) {
    const schema = new mongoose.Schema(
      { number: String, lines: [{ sku: String }] },
      { autoIndex: false, autoCreate: false },
    );
    connection.model(`Invoice${serial++}`, schema);
  }
};
