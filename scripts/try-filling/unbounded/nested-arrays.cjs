// Events of each of 45 customers, in arrays that nothing bounds; some customers come often.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { skewed, text } = require('../draw.cjs');

class TimelineEvent {
  constructor(number) {
    this.kind = ['opened', 'clicked', 'left'][random(3)];
    this.at = number;
    this.detail = { page: `/p/${random(4000)}`, text: text(150) };
  }
}

const timelines = new Map(Array.from({ length: 45 }, (_, n) => [`customer ${n}`, { events: [] }]));

module.exports = function round(number) {
  for (let i = 1 + random(6); i > 0; i--) {
    timelines.get(`customer ${skewed(45, 1.5)}`).events.push(new TimelineEvent(number));
  }
};
