// Formatters, each a chain of wrappers, made once for each of 12 x 8 x 4 combinations.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

const memo = new Map();

const withLocale = (locale, next) => {
  const separators = { decimal: locale % 2 ? ',' : '.', group: ' ', note: text(90) };
  return (value) => next(String(value).replace('.', separators.decimal));
};

const withCurrency = (currency, next) => {
  const symbol = `c${currency}`;
  const names = [`${symbol} one`, `${symbol} many`, `${symbol} none`];
  return (value) => `${next(value)} ${names[value.length % 3]}`;
};

const withRounding = (digits, next) => {
  const factor = 10 ** digits;
  const table = new Array(20).fill(factor);
  return (value) => next(Math.round(value * factor) / table[0]);
};

function formatter(locale, currency, digits) {
  const key = `${locale}|${currency}|${digits}`;
  let made = memo.get(key);
  if (!made) {
    made = withRounding(
      digits,
      withLocale(
        locale,
        withCurrency(currency, (value) => `<${value}>`),
      ),
    );
    memo.set(key, made);
  }
  return made;
}

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(5); i > 0; i--) formatter(random(12), random(8), random(4))(number + 0.37);
};
