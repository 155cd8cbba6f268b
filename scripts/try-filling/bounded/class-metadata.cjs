// What a mapper knows of each model class, found out when the class is first used. There are 240 classes.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Model {
  save() {
    return metadataOf(this.constructor).table;
  }
}

const models = Array.from({ length: 240 }, (_, n) => {
  const Made = class extends Model {};
  Object.defineProperty(Made, 'name', { value: `Model${n}` });
  return Made;
});

class Metadata {
  constructor(target) {
    this.table = target.name.toLowerCase();
    this.columns = Array.from({ length: 5 + random(4) }, (_, i) => ({
      name: `${this.table}_c${i}`,
      type: i % 2 ? 'text' : 'int',
      nullable: i > 2,
    }));
    this.insert = `INSERT INTO ${this.table} VALUES (${text(60)})`;
  }
}

const known = new Map();

function metadataOf(target) {
  let metadata = known.get(target);
  if (!metadata) {
    metadata = new Metadata(target);
    known.set(target, metadata);
  }
  return metadata;
}

module.exports = function round() {
  for (let i = random(4); i > 0; i--) new models[random(240)]().save();
};
