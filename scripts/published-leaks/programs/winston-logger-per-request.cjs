// winston 3.13.0: a logger that handles exceptions, for each request: `process` keeps it by a listener (winstonjs/winston#1334).
// Packages: winston@3.13.0
// Leak of: DerivedLogger | ExceptionHandler | Console | Logger
// Held by: uncaughtException
'use strict';

const { createLogger, transports } = require('winston');

process.setMaxListeners(0);
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 10; i++) {
    createLogger({
      defaultMeta: { request: serial++ },
      transports: [new transports.Console({ handleExceptions: true, silent: true })],
    }).info('handled');
  }
};
