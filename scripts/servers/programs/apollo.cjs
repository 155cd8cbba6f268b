// @apollo/server 4.10.4; it keeps the documents of the queries it was asked, in a bounded cache.
'use strict';

const { ApolloServer } = require('@apollo/server');
const { startStandaloneServer } = require('@apollo/server/standalone');
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

async function main() {
  const { url } = await startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), {
    listen: { port: 0, host: '127.0.0.1' },
  });
  console.log(`listening ${new URL(url).port}`);
}

void main();
