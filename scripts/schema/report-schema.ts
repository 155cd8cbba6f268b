import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

/** Each kind of report, and of file that a user keeps, and its type. */
const typeOf = {
  diff: 'DiffReport',
  summary: 'SummaryReport',
  series: 'SeriesReport',
  retainers: 'RetainersReport',
  objects: 'ObjectsReport',
  check: 'CheckReport',
  baseline: 'Baseline',
} as const;
export type SchemaKind = keyof typeof typeOf;
export const schemaKinds: readonly SchemaKind[] = [
  'diff',
  'summary',
  'series',
  'retainers',
  'objects',
  'check',
  'baseline',
];

/** Where the schema of a kind is kept. */
export function schemaFile(kind: SchemaKind): string {
  return fileURLToPath(new URL(`../../schema/${kind}.schema.json`, import.meta.url));
}

/**
 * The JSON Schema (draft 7) of a report, from its type and comments.
 *
 * Properties it does not name are allowed: a new field is a minor release, and must not fail those
 * who check what they read against the schema of the version before.
 */
export function schemaText(kind: SchemaKind): string {
  const schema = createGenerator({
    path: fileURLToPath(new URL(`../../src/${kind === 'baseline' ? 'check/baseline' : 'report/report'}.ts`, import.meta.url)),
    tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
    type: typeOf[kind],
    additionalProperties: true,
    // What is wrong with the types is for `npm run typecheck` to say.
    skipTypeCheck: true,
  }).createSchema(typeOf[kind]);
  return `${JSON.stringify({ title: `snapdiff: ${kind}`, ...schema }, null, 2)}\n`;
}
