// rxjs 7.8.1: switchMap unsubscribes from the last inner source when the next comes.
// Packages: rxjs@7.8.1
// No leak.
'use strict';

const { Subject, switchMap } = require('rxjs');

const searches = new Subject();
const changes = new Subject();
let shown;
searches
  .pipe(switchMap((term) => changes.pipe(switchMap(async (change) => [term, change]))))
  .subscribe((found) => {
    shown = found;
  });
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 60; i++) {
    searches.next({ term: `term ${serial++}` });
    changes.next({ at: serial });
  }
  return shown;
};
