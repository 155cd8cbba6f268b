// Articles in an array by number, the popular ones having low numbers. There are 600.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { skewed, text } = require('../draw.cjs');

class Article {
  constructor(id) {
    this.id = id;
    this.title = text(40);
    this.body = text(500);
    this.author = { name: `author ${id % 40}`, mail: `author${id}@example.org` };
    this.reads = 0;
  }
}

class ArticleStore {
  byNumber = [];
  read(id) {
    let article = this.byNumber[id];
    if (article === undefined) {
      article = new Article(id);
      this.byNumber[id] = article;
    }
    article.reads++;
    return article;
  }
}

const store = new ArticleStore();

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 6 + random(7); i > 0; i--) store.read(skewed(600, 1.7));
};
