// @apollo/client 3.10.4: one InMemoryCache for all requests of a server keeps every entity (apollographql/apollo-client#9699).
// Packages: @apollo/client@3.10.4, graphql@16.8.1
// Leak of: Entry | Set | Trie | Object | Map | Array
// Held by: InMemoryCache|executeSelectionSet|depsByKey|transformCache|queryManager
'use strict';

const { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } = require('@apollo/client/core');

const link = new ApolloLink(({ variables: { id } }) =>
  Observable.of({
    data: { user: { __typename: 'User', id, name: `user ${id}`, team: { __typename: 'Team', id, size: 3 } } },
  }),
);
const client = new ApolloClient({ cache: new InMemoryCache(), link, ssrMode: true });
const query = gql`
  query User($id: ID!) {
    user(id: $id) {
      id
      name
      team {
        id
        size
      }
    }
  }
`;
let serial = 0;

exports.round = async () => {
  for (let i = 0; i < 30; i++) await client.query({ query, variables: { id: `${serial++}` } });
};
