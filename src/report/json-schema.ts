import { isRecord } from '../base/json-values.ts';

/** Of JSON Schema (draft 7) what the schemas of the reports use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Of all items, or of each of a few. */
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Deeper values than this are none of ours. */
const maxDepth = 200;

/** Where a value is not what a schema says: `suspects[0].path`. */
export class SchemaMisfit extends Error {
  readonly where: string;

  constructor(where: string) {
    super(`not as the schema has it: ${where}`);
    this.where = where;
  }
}

/**
 * Takes of a value from outside what a schema names, and nothing else: a copy without the fields that only another version knows.
 * Time O(what is in it); recursion as deep as the value, 200 at most.
 *
 * @throws SchemaMisfit where the value is not as the schema has it
 */
export function takeBySchema(value: unknown, schema: JsonSchema): unknown {
  return new Taking(schema.definitions ?? {}).take(value, schema, '', 0);
}

class Taking {
  readonly #definitions: Readonly<Record<string, JsonSchema>>;

  constructor(definitions: Readonly<Record<string, JsonSchema>>) {
    this.#definitions = definitions;
  }

  take(value: unknown, schema: JsonSchema, where: string, depth: number): unknown {
    if (depth > maxDepth) throw new SchemaMisfit(where);
    if (schema.$ref !== undefined) return this.take(value, this.#definitionOf(schema.$ref), where, depth + 1);
    if (schema.anyOf) return this.#takeAny(value, schema.anyOf, where, depth);
    if (!isAllowed(value, schema)) throw new SchemaMisfit(where);
    if (Array.isArray(value)) return this.#takeItems(value, schema, where, depth);
    return isRecord(value) ? this.#takeFields(value, schema, where, depth) : value;
  }

  #definitionOf(reference: string): JsonSchema {
    return this.#definitions[decodeURIComponent(reference.replace('#/definitions/', ''))] ?? { enum: [] };
  }

  /** The first that fits; where none does, what is wrong with the one that came furthest. */
  #takeAny(value: unknown, schemas: readonly JsonSchema[], where: string, depth: number): unknown {
    let furthest = where;
    for (const schema of schemas) {
      try {
        return this.take(value, schema, where, depth + 1);
      } catch (error) {
        if (!(error instanceof SchemaMisfit)) throw error;
        if (error.where.length > furthest.length) furthest = error.where;
      }
    }
    throw new SchemaMisfit(furthest);
  }

  #takeItems(value: readonly unknown[], schema: JsonSchema, where: string, depth: number): unknown[] {
    const { items = {}, minItems = 0, maxItems = Infinity } = schema;
    if (value.length < minItems || value.length > maxItems) throw new SchemaMisfit(where);
    return value.map((item, index) => {
      const own = Array.isArray(items) ? (items as readonly JsonSchema[])[index] : (items as JsonSchema);
      return this.take(item, own ?? {}, `${where}[${index}]`, depth + 1);
    });
  }

  #takeFields(
    value: Readonly<Record<string, unknown>>,
    { properties = {}, required = [] }: JsonSchema,
    where: string,
    depth: number,
  ): Record<string, unknown> {
    const taken: Record<string, unknown> = {};
    const at = (field: string): string => (where === '' ? field : `${where}.${field}`);
    for (const [field, schema] of Object.entries(properties)) {
      if (Object.hasOwn(value, field)) taken[field] = this.take(value[field], schema, at(field), depth + 1);
      else if (required.includes(field)) throw new SchemaMisfit(at(field));
    }
    return taken;
  }
}

function isAllowed(value: unknown, schema: JsonSchema): boolean {
  if ('const' in schema && value !== schema.const) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.type === undefined) return true;
  return [schema.type]
    .flat()
    .some((type) => type === typeOf(value) || (type === 'integer' && Number.isInteger(value)));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
