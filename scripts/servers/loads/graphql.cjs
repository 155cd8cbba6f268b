// The shop by GraphQL, by some sixty different queries.
'use strict';

const { pick, request } = require('./lib/http.cjs');
const { runPhases } = require('./lib/phases.cjs');

const order =
  'mutation Order($session: String!, $product: Int!) { order(session: $session, product: $product) }';

runPhases((port, serial) => {
  const query = `query Screen${pick(60)}($id: Int!) { product(id: $id) { id name prices tags } }`;
  const body =
    serial % 5 === 0
      ? { query: order, variables: { session: `visitor-${Math.floor(serial / 20)}`, product: pick(2000) } }
      : { query, variables: { id: pick(2000) } };
  return request(port, '/', { method: 'POST', body });
});
