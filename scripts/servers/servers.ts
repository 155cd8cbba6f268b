// The servers that are tried: what each needs, what loads it, and whether it is known to leak.

export interface ServerUnderTest {
  readonly name: string;
  /** For npm, with exact versions. */
  readonly packages: readonly string[];
  /** The program of loads/ that sends it work. */
  readonly load: string;
  /** Pieces of work of a phase of 1: about as long as that of the others. */
  readonly unit: number;
  /** What is known to leak, where that was found and checked; null for the others. */
  readonly knownLeak: string | null;
}

const cache = 'lru-cache@10.2.2';
const graphql = 'graphql@16.8.1';

export const servers: readonly ServerUnderTest[] = [
  {
    name: 'express',
    packages: ['express@4.19.2', 'express-session@1.18.0', 'memorystore@1.6.7', cache],
    load: 'shop',
    unit: 400,
    knownLeak: null,
  },
  { name: 'fastify', packages: ['fastify@4.28.1', cache], load: 'shop', unit: 400, knownLeak: null },
  { name: 'koa', packages: ['koa@2.15.3', cache], load: 'shop', unit: 400, knownLeak: null },
  { name: 'hapi', packages: ['@hapi/hapi@21.3.10', cache], load: 'shop', unit: 400, knownLeak: null },
  {
    name: 'nest',
    packages: [
      '@nestjs/common@10.3.9',
      '@nestjs/core@10.3.9',
      '@nestjs/platform-express@10.3.9',
      'reflect-metadata@0.2.2',
      'rxjs@7.8.1',
      cache,
    ],
    load: 'shop',
    unit: 400,
    knownLeak: null,
  },
  {
    name: 'apollo',
    packages: ['@apollo/server@4.10.4', graphql, cache],
    load: 'graphql',
    unit: 300,
    knownLeak: null,
  },
  {
    name: 'yoga',
    packages: ['graphql-yoga@5.4.0', graphql, cache],
    load: 'graphql',
    unit: 300,
    knownLeak: null,
  },
  { name: 'ws', packages: ['ws@8.17.0'], load: 'chat-ws', unit: 150, knownLeak: null },
  {
    name: 'socket-io',
    packages: ['socket.io@4.7.5', 'socket.io-client@4.7.5'],
    load: 'chat-socket-io',
    unit: 100,
    knownLeak: null,
  },
  {
    name: 'vite',
    packages: ['vite@5.3.1'],
    load: 'modules',
    unit: 100,
    knownLeak: 'a ModuleNode for each URL, and its id in seenIds',
  },
  {
    name: 'aedes',
    packages: ['aedes@1.2.0', 'mqtt-packet@9.0.0'],
    load: 'mqtt',
    unit: 150,
    knownLeak: 'an entry of #outgoing for each client id',
  },
  { name: 'verdaccio', packages: ['verdaccio@5.31.1'], load: 'registry', unit: 150, knownLeak: null },
  {
    name: 'next',
    packages: ['next@14.2.4', 'react@18.3.1', 'react-dom@18.3.1'],
    load: 'pages',
    unit: 100,
    knownLeak: null,
  },
];
