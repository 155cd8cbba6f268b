import { name, sentence, type Name, type Sentence } from '../base/sentence.ts';
import { cutName, isOfSymbolFor, type Hold } from './holds.ts';
import { nameParts, placeParts, type ObjectName } from './object-names.ts';

/** `.sessions`, `["a key"]`, `[12]`, `variable cache`: the hold in short, for where the holder is named beside it. */
export function labelOf({ form, detail }: Hold): Sentence {
  const text = detail === undefined || detail === '' ? undefined : cutName(detail);
  switch (form) {
    case 'root':
      return [];
    case 'engine root':
      return isOfSymbolFor({ form, detail }) ? ['registered by Symbol.for()'] : [];
    case 'property':
      return [name(detail === undefined ? '[…]' : propertyLabel(cutName(detail)))];
    case 'element':
      return [name(`[${text ?? '…'}]`)];
    case 'global variable':
    case 'variable':
      return sentence`variable ${variableName(detail)}`;
    case 'map entry':
      return text === undefined ? ['entry'] : sentence`${beforeKey}${name(JSON.stringify(text))}`;
    case 'map key':
      return ['key'];
    case 'set member':
      return ['member'];
    case 'listener':
      return text === undefined ? ['listener'] : sentence`listener of ${name(`'${text}'`)}`;
    case 'timers':
      return text === undefined ? ['timers'] : sentence`timers of ${text} ms`;
    case 'timer':
      return ['timer'];
    case 'reaction':
      return ['waits for it'];
    case 'result':
      return ['result'];
    case 'weak map value':
      return text === undefined ? ['value in a WeakMap'] : sentence`value in WeakMap ${name(text)}`;
    case 'continuation':
      return ['resumes'];
    case 'internal':
      return text === undefined ? ['internal'] : sentence`internal ${name(text)}`;
    case 'bound argument':
    case 'bound this':
    case 'bound function':
    case 'local variable':
    case 'code':
      return [form];
  }
}

/** Behind it stands the key of a Map, and behind nothing else. */
const beforeKey = 'entry ';

/** What stands for the text of a key that is left out. */
export const leftOut = '…';

/** The sentence without the keys of Maps, which are a program's data: `entry "…" of Map`. */
export function withoutKeys(told: Sentence): Sentence {
  return told.map((part, index) => {
    const before = told[index - 1];
    const isKey = typeof part !== 'string' && typeof before === 'string' && before.endsWith(beforeKey);
    return isKey ? name(JSON.stringify(leftOut)) : part;
  });
}

/** A private field's name starts with "#". */
const identifier = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function propertyLabel(property: string): string {
  if (identifier.test(property)) return `.${property}`;
  const [, symbol] = /^<symbol (.*)>$/s.exec(property) ?? [];
  return symbol === undefined ? `[${JSON.stringify(property)}]` : `[symbol ${symbol}]`;
}

function variableName(detail: string | undefined): Name {
  return name(detail === undefined || detail === '' ? '…' : cutName(detail));
}

/** The whole sentence: "property .sessions of MemoryStore", "variable cache captured by handler (src/app.js:41)". */
export function describeHold({ form, detail, holder }: Hold & { readonly holder: ObjectName }): Sentence {
  const label = labelOf({ form, detail });
  const by = nameParts(holder);
  switch (form) {
    case 'root':
      return ['root'];
    case 'engine root':
      return label.length === 0 ? sentence`held by the engine's ${by}` : label;
    case 'global variable':
      return sentence`global ${label}`;
    case 'property':
      return sentence`property ${label} of ${by}`;
    case 'element':
      return sentence`element ${label} of ${by}`;
    case 'variable':
      return sentence`${label} ${ownerOfVariable(holder)}`;
    case 'map entry':
    case 'map key':
    case 'set member':
    case 'internal':
      return sentence`${label} of ${by}`;
    case 'listener':
      return sentence`${label} on ${by}`;
    case 'timers':
    case 'timer':
      return label;
    case 'reaction':
      return sentence`waits for ${by}`;
    case 'result':
      return sentence`result of ${by}`;
    case 'weak map value':
      return detail === undefined
        ? sentence`value of ${by} in a WeakMap`
        : sentence`value of ${by} in WeakMap ${name(cutName(detail))}`;
    case 'bound argument':
      return sentence`argument bound to ${by}`;
    case 'bound this':
      return sentence`${name('this')} bound to ${by}`;
    case 'bound function':
      return sentence`function bound by ${by}`;
    case 'local variable':
      return sentence`local variable of ${by}`;
    case 'continuation':
      return sentence`resumed by ${by}`;
    case 'code':
      return sentence`code of ${by}`;
  }
}

/** Whose variable it is: a function's scope is told by the function. */
function ownerOfVariable(holder: ObjectName): Sentence {
  const { kind, name: own, place, isSuspended } = holder;
  if (kind === 'function' && !isSuspended) {
    return sentence`captured by ${own === '' ? 'a function' : name(own)}${placeParts(place)}`;
  }
  if (kind === 'root') return ['of a function that runs'];
  if (kind === 'internal') return ['of a scope'];
  return sentence`of ${nameParts(holder)}`;
}
