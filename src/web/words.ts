/*
 * What the numbers mean, for a person who never saw a heap snapshot. One sentence each; the words are DevTools'.
 */

export const meanings = {
  heap: 'All memory that V8 keeps for the program when the snapshot is taken, garbage left out.',
  growth: 'The last snapshot less the first. Growth alone is no leak: caches fill, code is compiled.',
  objects: 'Everything in the heap: objects, strings, functions, V8’s own records.',
  fresh: 'In the last snapshot and not in the first. Deleted ones are the other way round.',
  constructor: 'What made the objects: the name to search the code for. In brackets: V8’s own groups.',
  shallow: 'Bytes of the object itself, without what it refers to.',
  retained: 'Bytes that would be freed if the object went: its own, and all that only it keeps alive.',
  distance: 'References on the shortest way from the program’s roots to the object.',
  path: 'The references that keep it alive, from a root down. Others may hold it as well.',
  share: 'Of all bytes in the snapshot.',
} as const;

/** Parts of the heap's growth, in the order of the bar. */
export const growthParts = [
  {
    field: 'suspectBytes',
    name: 'Suspects',
    className: 'part-suspects',
    meaning: 'gathers where the suspects are held',
  },
  {
    field: 'unexplainedBytes',
    name: 'Unexplained',
    className: 'part-unexplained',
    meaning: 'gathers, and nothing tells whether that goes on, or is at no place that was looked at',
  },
  {
    field: 'warmUpBytes',
    name: 'Warm-up',
    className: 'part-warm-up',
    meaning: 'came and then came no more: caches, modules',
  },
  {
    field: 'engineBytes',
    name: 'V8’s own',
    className: 'part-engine',
    meaning: 'compiled code and records that V8 makes for itself',
  },
  {
    field: 'churnBytes',
    name: 'The rest',
    className: 'part-rest',
    meaning: 'there for the moment, less what was freed',
  },
] as const;

export const behaviours = {
  leaking: 'Objects of two intervals or more stay, and the total rises by them.',
  'warm-up': 'What came first stays, and ever less is added.',
  churn: 'Objects come and go in equal measure.',
  transient: 'Its objects are in one snapshot only.',
  stepped: 'It grew in some intervals and not in others, and what came stays.',
  shrinking: 'There are fewer at the end than at the start.',
  flat: 'Nothing of note happens.',
} as const;

/** Who made the objects of a constructor, as a person would ask for them. */
export const origins = {
  program: 'Program and libraries',
  platform: 'Node and browser',
  builtin: 'JavaScript’s own',
  shape: 'Plain objects by shape',
  function: 'Functions',
  string: 'Strings',
  value: 'Numbers and symbols',
  native: 'Outside V8',
  engine: 'V8’s own',
} as const;
