/** In what way an object holds another. */
export type HoldForm =
  | 'root'
  | 'engine root'
  | 'global variable'
  | 'property'
  | 'element'
  | 'variable'
  | 'map entry'
  | 'map key'
  | 'set member'
  | 'listener'
  | 'timers'
  | 'timer'
  | 'bound argument'
  | 'bound this'
  | 'bound function'
  | 'reaction'
  | 'result'
  | 'local variable'
  | 'continuation'
  | 'weak map value'
  | 'code'
  | 'internal';

/** How a hop holds its object: the form, and which one of that form. */
export interface Hold {
  readonly form: HoldForm;
  /** A name ("sessions", "change"), an index, a key's text; undefined where nobody would ask. */
  readonly detail?: string | undefined;
}

/** Longer keys and names are cut: they may be a megabyte long. */
export const maxNameLength: number = 80;

export function cutName(text: string): string {
  return text.length <= maxNameLength ? text : `${text.slice(0, maxNameLength - 1)}…`;
}

/** Whether it is in V8's table of what Symbol.for() made. */
export function isOfSymbolFor({ form, detail }: Hold): boolean {
  return form === 'engine root' && detail === 'public_symbol_table';
}

/** A hold as a record of a path has it: what is longer than anybody reads is cut, what is not there is left out. */
export function recordOf({ form, detail }: Hold): { readonly form: HoldForm; readonly detail?: string } {
  return detail === undefined ? { form } : { form, detail: cutName(detail) };
}
