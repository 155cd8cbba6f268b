import { unshield } from './file-arguments.ts';

/** `--top 5 --top 10`: the last counts. yargs has both; it could keep only the last, but of a list of files too. */
export function lastOf<Value>(value: Value | Value[]): Value {
  return Array.isArray(value) ? (value[value.length - 1] as Value) : value;
}

/** An option of yargs whose text becomes a value. */
export interface TextOption<Value> {
  readonly type: 'string';
  readonly coerce: (text: string | string[]) => Value;
  readonly requiresArg: true;
}

/** What the help says of an option, and under which heading. */
export interface Described {
  readonly group: string;
  readonly describe: string;
}

export const oneText: TextOption<string> = {
  type: 'string',
  coerce: (text) => unshield(lastOf(text)),
  requiresArg: true,
};

/** May be repeated. Not an array option of yargs, which would take the files after it too. */
export const manyTexts: TextOption<readonly string[]> = {
  type: 'string',
  coerce: (texts) => (typeof texts === 'string' ? [texts] : texts).map(unshield),
  requiresArg: true,
};

/** As a number yargs would take "" for 0, and a variable of the shell that is not set for "all". NaN for what is not one. */
export const oneCount: TextOption<number> = {
  type: 'string',
  coerce: (text) => (lastOf(text).trim() === '' ? Number.NaN : Number(lastOf(text))),
  requiresArg: true,
};
