import { fileURLToPath } from 'node:url';

/** Each kind of report, and of file that a user keeps or writes, and its type. */
export const typeOf = {
  comparison: 'ComparisonReport',
  summary: 'SummaryReport',
  retainers: 'RetainersReport',
  objects: 'ObjectsReport',
  object: 'ShownObjectReport',
  check: 'CheckReport',
  unjudged: 'UnjudgedReport',
  baseline: 'Baseline',
  config: 'CheckConfig',
  triage: 'TriageReport',
} as const;
export type SchemaKind = keyof typeof typeOf;
export const schemaKinds: readonly SchemaKind[] = Object.keys(typeOf) as SchemaKind[];

/** Where the schema of a kind is kept. */
export function schemaFile(kind: SchemaKind): string {
  return fileURLToPath(new URL(`../../schema/${kind}.schema.json`, import.meta.url));
}
