// Arrays of handlers by name of event, put there when an event is first met. There are 260 names.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Handler {
  constructor(name, priority) {
    this.name = name;
    this.priority = priority;
    this.help = text(130);
    this.run = (value) => value + this.priority;
  }
}

class EventRegistry {
  constructor() {
    this.handlers = {};
  }
  emit(name, value) {
    const list = (this.handlers[name] ??= this.plugIn(name));
    return list.reduce((result, handler) => handler.run(result), value);
  }
  plugIn(name) {
    return Array.from({ length: 1 + (name.length % 3) }, (_, priority) => new Handler(name, priority));
  }
}

const registry = new EventRegistry();

module.exports = function round(number) {
  for (let i = random(4); i > 0; i--) registry.emit(`event:${random(260)}`, number);
};
