/** One argument of a tool: what it is told to be, and whether a value is that. */
export interface Field<Value = unknown> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly isRequired: boolean;
  /** @returns what is wrong with a value, to stand behind the argument's name */
  readonly check: (value: unknown) => string | undefined;
  /** Never there: tells the compiler what a checked value is. */
  readonly value?: Value;
}

export type Fields = Readonly<Record<string, Field>>;

/** The arguments of a tool, once they are checked. What is not given is undefined. */
export type Values<Input extends Fields> = {
  readonly [Name in keyof Input]: Input[Name] extends Field<infer Value> ? Value : never;
};

const maxPathLength = 4096;
/** Arguments that there are not, which are told. */
const maxUnknown = 5;

/** Not required. */
export function optional<Value>(field: Field<Value>): Field<Value | undefined> {
  return { schema: field.schema, isRequired: false, check: field.check };
}

export function text(description: string, maxLength: number = maxPathLength): Field<string> {
  return {
    schema: { type: 'string', description, minLength: 1, maxLength },
    isRequired: true,
    check: (value) =>
      typeof value === 'string' && value.length > 0 && value.length <= maxLength && !value.includes('\0')
        ? undefined
        : `is not a text of 1 to ${maxLength} characters`,
  };
}

export function texts(description: string, least: number, most: number): Field<readonly string[]> {
  const item = text('');
  return {
    schema: {
      type: 'array',
      description,
      items: { type: 'string', minLength: 1, maxLength: maxPathLength },
      minItems: least,
      maxItems: most,
    },
    isRequired: true,
    check: (value) =>
      Array.isArray(value) && value.length >= least && value.length <= most
        ? value.map(item.check).find((problem) => problem !== undefined)
        : `is not a list of ${least} to ${most} texts`,
  };
}

export function whole(description: string, least: number, most: number): Field<number> {
  return {
    schema: { type: 'integer', description, minimum: least, maximum: most },
    isRequired: true,
    check: (value) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
        ? undefined
        : `is not a whole number from ${least} to ${most}`,
  };
}

export function flag(description: string): Field<boolean | undefined> {
  return {
    schema: { type: 'boolean', description },
    isRequired: false,
    check: (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false'),
  };
}

/** As a client is told it. */
export function schemaOf(fields: Fields): Record<string, unknown> {
  const names = Object.keys(fields);
  const required = names.filter((name) => fields[name]?.isRequired === true);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, fields[name]?.schema])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** What is wrong with arguments, a sentence each; none where they are as the schema says. */
export function problemsOf(fields: Fields, given: unknown): string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return ['the arguments are not an object'];
  }
  const values = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(fields, name));
  // A client may send a thousand, and reads all that is wrong.
  const problems = unknown
    .slice(0, maxUnknown)
    .map((name) => `there is no argument ${JSON.stringify(name.slice(0, 40))}`);
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      if (field.isRequired) problems.push(`${name} is missing`);
      continue;
    }
    const problem = field.check(value);
    if (problem !== undefined) problems.push(`${name} ${problem}`);
  }
  return problems;
}
