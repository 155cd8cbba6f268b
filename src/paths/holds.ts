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
  readonly detail: string | undefined;
}

/** Longer keys and names are cut: they may be a megabyte long. */
export const longestName: number = 80;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** `.sessions`, `["a key"]`, `[12]`, `variable cache`: the hold in short, for where the holder is named beside it. */
export function labelOf({ form, detail }: Hold): string {
  const text = detail === undefined || detail === '' ? undefined : cutName(detail);
  switch (form) {
    case 'root':
    case 'engine root':
      return '';
    case 'property':
      return detail === undefined ? '[…]' : propertyLabel(cutName(detail));
    case 'element':
      return `[${text ?? '…'}]`;
    case 'global variable':
    case 'variable':
      return `variable ${text ?? '…'}`;
    case 'map entry':
      return text === undefined ? 'entry' : `entry ${JSON.stringify(text)}`;
    case 'map key':
      return 'key';
    case 'set member':
      return 'member';
    case 'listener':
      return text === undefined ? 'listener' : `listener of '${text}'`;
    case 'timers':
      return text === undefined ? 'timers' : `timers of ${text} ms`;
    case 'timer':
      return 'timer';
    case 'reaction':
      return 'waits for it';
    case 'result':
      return 'result';
    case 'weak map value':
      return 'value in a WeakMap';
    case 'continuation':
      return 'resumes';
    case 'internal':
      return text === undefined ? 'internal' : `internal ${text}`;
    case 'bound argument':
    case 'bound this':
    case 'bound function':
    case 'local variable':
    case 'code':
      return form;
  }
}

function propertyLabel(name: string): string {
  if (identifier.test(name)) return `.${name}`;
  const [, symbol] = /^<symbol (.*)>$/s.exec(name) ?? [];
  return symbol === undefined ? `[${JSON.stringify(name)}]` : `[symbol ${symbol}]`;
}

export function cutName(text: string): string {
  return text.length <= longestName ? text : `${text.slice(0, longestName - 1)}…`;
}
