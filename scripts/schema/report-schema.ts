import { fileURLToPath } from 'node:url';
import {
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  SchemaGenerator,
} from 'ts-json-schema-generator';
import { typeOf, type SchemaKind } from './kinds.ts';

const options = {
  ...DEFAULT_CONFIG,
  tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
  // What is wrong with the types is for `npm run typecheck` to say.
  skipTypeCheck: true,
};

/** Made once: reading the types takes a second. */
let program: ReturnType<typeof createProgram> | undefined;

/**
 * The JSON Schema (draft 7) of a report, from its type and comments.
 *
 * Properties it does not name are allowed: a new field is a minor release, and must not fail those
 * who check what they read against the schema of the version before. In a config they are not, as in
 * its validation: what is written wrong there would hold nothing against anybody.
 */
export function schemaText(kind: SchemaKind): string {
  const config = { ...options, additionalProperties: kind !== 'config' };
  program ??= createProgram(config);
  const generator = new SchemaGenerator(
    program,
    createParser(program, config),
    createFormatter(config),
    config,
  );
  const schema = generator.createSchema(typeOf[kind]);
  return `${JSON.stringify({ title: `snapdiff: ${kind}`, ...schema }, null, 2)}\n`;
}
