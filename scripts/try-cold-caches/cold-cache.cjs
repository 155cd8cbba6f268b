// A cache of recipes asked for at random, which is empty at first. `take-rounds.cjs` runs it, with two arguments more: how many recipes
// there are, and what else the program does: `nothing`, `service`, or `visits`, which count the work.
'use strict';

const { random } = require('../../fixtures/programs/lib/random.cjs');

const [keys, besides] = process.argv.slice(6);

class Recipe {
  constructor(number) {
    this.title = `recipe ${number}`;
    this.steps = [`first of ${number}`, { next: number }];
  }
}

const nothing = () => {};
const besidesOf = {
  nothing: () => nothing,
  service: () => require('../../fixtures/programs/lib/background.cjs'),
  visits: () => require('../../fixtures/programs/lib/visits.cjs'),
};
const workBesides = besidesOf[besides]();
const recipes = new Map();

module.exports = function round(number) {
  workBesides(number);
  for (let i = 0; i < 20; i++) {
    const recipe = random(Number(keys));
    if (!recipes.has(recipe)) recipes.set(recipe, new Recipe(recipe));
  }
};
