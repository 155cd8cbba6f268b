// Free lists for 24 kinds of particle. More are made when more of a kind are in use at once than ever before, which is 14 at most.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');

class Particle {
  constructor(kind) {
    this.kind = kind;
    this.position = { x: 0, y: 0, z: 0 };
    this.trail = new Array(60).fill(0.5);
    this.alive = false;
  }
}

class ParticlePool {
  constructor(kind) {
    this.kind = kind;
    this.free = [];
  }
  take() {
    const particle = this.free.pop() ?? new Particle(this.kind);
    particle.alive = true;
    return particle;
  }
  give(particle) {
    particle.alive = false;
    this.free.push(particle);
  }
}

const pools = Array.from({ length: 24 }, (_, kind) => new ParticlePool(kind));

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let burst = random(4); burst > 0; burst--) {
    const pool = pools[random(24)];
    const inUse = Array.from({ length: 1 + random(14) }, () => pool.take());
    for (const particle of inUse) pool.give(particle);
  }
};
