// @grpc/grpc-js 1.10.9: a client for each call, never closed (grpc/grpc-node#2448, #2893).
// Packages: @grpc/grpc-js@1.10.9
// Leak of: InternalChannel
// Held by: TimersList|stateListeners|channels
'use strict';

const grpc = require('@grpc/grpc-js');

const plain = (value) => value;
const method = {
  path: '/shop.Prices/Get',
  requestStream: false,
  responseStream: false,
  requestSerialize: plain,
  requestDeserialize: plain,
  responseSerialize: plain,
  responseDeserialize: plain,
};
const Prices = grpc.makeGenericClientConstructor({ get: method }, 'Prices');
const server = new grpc.Server();
server.addService({ get: method }, { get: (_call, answer) => answer(null, Buffer.from('3')) });
let port;

exports.start = () =>
  new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      port = bound;
      resolve();
    });
  });

exports.round = async () => {
  for (let i = 0; i < 30; i++) {
    const client = new Prices(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    await new Promise((resolve, reject) => {
      client.get(Buffer.from('q'), (error) => (error ? reject(error) : resolve()));
    });
  }
};
