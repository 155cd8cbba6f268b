// graphql-yoga 5.4.0; it caches parsed and validated documents, at most 1024.
'use strict';

const { createServer } = require('node:http');
const { createSchema, createYoga } = require('graphql-yoga');
const { findProduct } = require('./lib/cache.cjs');
const { openSession } = require('./lib/sessions.cjs');

const typeDefs = `
  type Product { id: Int! name: String! prices: [Float!]! tags: [String!]! }
  type Query { product(id: Int!): Product! }
  type Mutation { order(session: String!, product: Int!): Int! }
`;
const resolvers = {
  Query: { product: (_root, { id }) => findProduct(id) },
  Mutation: { order: (_root, { session, product }) => openSession(session).basket.push(product) },
};
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  graphqlEndpoint: '/',
  logging: false,
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
