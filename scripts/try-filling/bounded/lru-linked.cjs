// The textbook's LRU cache: a Map and a doubly linked list. 400 avatars fit, 480 are asked for.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class LruNode {
  constructor(key, value) {
    this.key = key;
    this.value = value;
    this.previous = null;
    this.next = null;
  }
}

class Lru {
  constructor(limit) {
    this.limit = limit;
    this.nodes = new Map();
    this.head = new LruNode('head', null);
    this.tail = new LruNode('tail', null);
    this.head.next = this.tail;
    this.tail.previous = this.head;
  }
  unlink(node) {
    node.previous.next = node.next;
    node.next.previous = node.previous;
  }
  toFront(node) {
    node.next = this.head.next;
    node.previous = this.head;
    this.head.next.previous = node;
    this.head.next = node;
  }
  get(key, load) {
    let node = this.nodes.get(key);
    if (node) {
      this.unlink(node);
    } else {
      node = new LruNode(key, load(key));
      this.nodes.set(key, node);
      if (this.nodes.size > this.limit) {
        const last = this.tail.previous;
        this.unlink(last);
        this.nodes.delete(last.key);
      }
    }
    this.toFront(node);
    return node.value;
  }
}

class Avatar {
  constructor(key) {
    this.owner = key;
    this.pixels = text(350);
    this.size = { width: 32, height: 32 };
  }
}

const avatars = new Lru(400);

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 2 + random(5); i > 0; i--) avatars.get(`user-${random(480)}`, (key) => new Avatar(key));
};
