// Templates, compiled to closures once each. There are 230 templates.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

function sourceOf(name) {
  return `<h1>{title}</h1><p>${name}</p><em>{${name}}</em><footer>{year}</footer>`;
}

function compile(name) {
  const parts = sourceOf(name)
    .split(/(\{\w+\})/)
    .map((part) => {
      if (part.startsWith('{')) {
        const key = part.slice(1, -1);
        return (data) => data[key] ?? '';
      }
      return () => part;
    });
  const info = { name, comment: text(150) };
  const render = (data) => parts.map((part) => part(data)).join('') + info.name;
  render.info = info;
  return render;
}

const engine = {
  compiled: {},
  render(name, data) {
    if (!Object.hasOwn(this.compiled, name)) this.compiled[name] = compile(name);
    return this.compiled[name](data);
  },
};

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 1 + random(4); i > 0; i--) engine.render(`view${random(230)}`, { title: 'a', year: number });
};
