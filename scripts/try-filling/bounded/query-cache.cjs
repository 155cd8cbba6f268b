// Parsed queries by their text. Clients send 260 different ones.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');

class FieldNode {
  constructor(name, selections) {
    this.kind = 'Field';
    this.name = { kind: 'Name', value: name };
    this.arguments = [];
    this.selectionSet = selections;
  }
}

class DocumentNode {
  constructor(source) {
    this.kind = 'Document';
    this.source = source;
    this.definitions = parse(source);
  }
}

function parse(source) {
  const stack = [[]];
  let last;
  for (const token of source.match(/\w+|[{}]/g)) {
    if (token === '{') {
      const inner = [];
      if (last) last.selectionSet = inner;
      stack.push(inner);
    } else if (token === '}') {
      last = stack.pop().at(-1);
    } else {
      last = new FieldNode(token, undefined);
      stack.at(-1).push(last);
    }
  }
  return stack[0];
}

const parsed = new Map();

function execute(source) {
  const known = parsed.get(source);
  if (known) return known;
  const document = new DocumentNode(source);
  parsed.set(source, document);
  return document;
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 1 + random(4); i > 0; i--) {
    const n = random(260);
    execute(`query { viewer { orders${n} { id total${n % 9} items { sku name${n % 31} } } } }`);
  }
};
