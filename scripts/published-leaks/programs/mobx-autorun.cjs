// mobx 6.12.3: a reaction that nobody disposes of stays among the observers of what it read (mobxjs/mobx#1490).
// Packages: mobx@6.12.3
// Leak of: Reaction
// Held by: observers_
'use strict';

const { autorun, observable, runInAction } = require('mobx');

const settings = observable({ currency: 'EUR' });

function handle() {
  let shown;
  autorun(() => {
    shown = settings.currency;
  });
  return shown;
}

exports.round = async () => {
  for (let i = 0; i < 40; i++) handle();
  runInAction(() => {
    settings.currency = 'USD';
  });
};
