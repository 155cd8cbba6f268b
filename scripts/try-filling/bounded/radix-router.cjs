// A router that learns routes as they are asked for, in a radix tree. There are 12 x 8 x 5 paths.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class RouteNode {
  constructor(prefix) {
    this.prefix = prefix;
    this.children = [];
    this.route = null;
  }
}

class Route {
  constructor(path) {
    this.path = path;
    this.middleware = [(context) => context, (context) => ({ context, path })];
    this.docs = text(180);
  }
}

const root = new RouteNode('');

function learn(path) {
  let node = root;
  let rest = path;
  while (rest.length > 0) {
    const child = node.children.find((candidate) => candidate.prefix[0] === rest[0]);
    if (!child) {
      const leaf = new RouteNode(rest);
      node.children.push(leaf);
      node = leaf;
      break;
    }
    let same = 0;
    while (same < child.prefix.length && child.prefix[same] === rest[same]) same++;
    if (same < child.prefix.length) {
      const lower = new RouteNode(child.prefix.slice(same));
      lower.children = child.children;
      lower.route = child.route;
      child.prefix = child.prefix.slice(0, same);
      child.children = [lower];
      child.route = null;
    }
    node = child;
    rest = rest.slice(same);
  }
  node.route ??= new Route(path);
  return node.route;
}

const resources =
  'users orders invoices carts products reviews returns stores teams tokens reports audits'.split(' ');
const actions = 'list get create replace patch remove export import'.split(' ');

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(6); i > 0; i--) {
    learn(`/api/v${1 + random(5)}/${resources[random(12)]}/${actions[random(8)]}`);
  }
};
