// Callbacks bound to the request's context are put aside until a reconnect that does not happen.
'use strict';

const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const storage = new AsyncLocalStorage();
const afterReconnect = [];

class RequestContext {
  constructor(number) {
    this.trace = `trace-${number}-${random(2 ** 30).toString(16)}`;
    this.user = { name: text(20), roles: ['reader', `group ${random(9)}`] };
    this.baggage = text(200);
  }
}

module.exports = function round(number) {
  for (let i = 1 + random(3); i > 0; i--) {
    storage.run(new RequestContext(number), () => {
      afterReconnect.push(AsyncResource.bind(() => storage.getStore().trace));
    });
  }
};
