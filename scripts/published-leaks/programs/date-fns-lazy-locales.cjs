// date-fns 3.6.0: a locale is loaded when the first user of its language comes; there are 40, the common ones first.
// Packages: date-fns@3.6.0
// No leak.
'use strict';

const { format } = require('date-fns');

const names =
  'enUS de fr es it pt nl pl ru ja ko sv da nb fi cs hu tr el he ar uk ro bg hr sk sl lt lv et vi th id ms hi bn ta faIR ca eu'.split(
    ' ',
  );
const modules = {};
let seed = 1;

function pick() {
  seed = (seed * 48_271) % 2_147_483_647;
  // The square of a number between 0 and 1: low ones more often.
  return names[Math.floor((seed / 2_147_483_647) ** 2 * names.length)];
}

exports.round = async () => {
  for (let i = 0; i < 25; i++) {
    const name = pick();
    modules[name] ??= require(`date-fns/locale/${name.replace(/([A-Z]+)$/, '-$1')}`)[name];
    format(new Date(0), 'PPPP', { locale: modules[name] });
  }
};
