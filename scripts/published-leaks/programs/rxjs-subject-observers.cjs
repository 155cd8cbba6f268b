// rxjs 7.8.1: each request subscribes to a Subject that lives on, and nobody unsubscribes.
// Packages: rxjs@7.8.1
// Leak of: SafeSubscriber | Subscriber | OperatorSubscriber | ConsumerObserver
// Held by: observers|currentObservers
'use strict';

const { filter, Subject } = require('rxjs');

const prices = new Subject();
let serial = 0;

function handle(id) {
  const seen = [];
  prices.pipe(filter((price) => price.id === id)).subscribe((price) => seen.push(price));
}

exports.round = async () => {
  for (let i = 0; i < 40; i++) handle(serial++);
  prices.next({ id: 3, value: 1.5 });
};
