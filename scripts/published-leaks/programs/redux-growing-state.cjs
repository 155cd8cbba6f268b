// redux 4.2.1: the reducer copies a list that nobody ever shortens, into a new array each time.
// Packages: redux@4.2.1
// Leak of: Object | Array
// Held by: notices|currentState
'use strict';

const { legacy_createStore: createStore } = require('redux');

const store = createStore(
  (state, action) =>
    action.type === 'notice' ? { ...state, notices: [...state.notices, action.notice] } : state,
  { user: 'ada', notices: [] },
);
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 60; i++)
    store.dispatch({ type: 'notice', notice: { id: serial++, text: 'saved', read: false } });
};
