// @serialport/parser-readline 12.0.0: while no delimiter comes it concatenates each chunk to its buffer anew.
// Packages: @serialport/parser-readline@12.0.0
// Leak of: Buffer | ArrayBuffer | JSArrayBufferData
// Held by: buffer|parser
'use strict';

const { ReadlineParser } = require('@serialport/parser-readline');

const parser = new ReadlineParser({ delimiter: '\r\n' });
parser.resume();

exports.round = async () => {
  for (let i = 0; i < 40; i++) {
    parser.write(Buffer.alloc(500, i));
    await new Promise((resolve) => setImmediate(resolve));
  }
};
