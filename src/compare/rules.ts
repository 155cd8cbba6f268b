import type { ClassKind } from '../analysis/class-kinds.ts';
import { isOfSymbolFor, type Hold, type HoldForm } from '../paths/holds.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import type { GatheringForm } from './candidates.ts';

/** A kind of leak that is told by how its objects are held, with what usually ends it. */
export interface LeakRule {
  /** Heading in docs/suspects.md. */
  readonly id: string;
  /** What is going on, one clause. */
  readonly words: string;
  /** The usual remedy, one line. */
  readonly remedy: string;
}

/** What a rule is judged by: the holder, what hangs on it, and how. */
export interface RuleFacts {
  /** Of what grows in place, the objects are that one, and the holder may be anything. */
  readonly form: GatheringForm;
  readonly className: string;
  /** V8's type of the objects. */
  readonly kind: string;
  readonly classKind: ClassKind;
  readonly holderKind: ClassKind;
  /** How the holder is held itself; undefined of what nothing holds. */
  readonly holderHold: Hold | undefined;
  /** From the holder to one of them: how the holder was reached says nothing of the leak. */
  readonly held: readonly PathStep[];
}

type Matcher = (facts: RuleFacts) => boolean;

const heldBy =
  (...forms: readonly HoldForm[]): Matcher =>
  ({ held }) =>
    held.some(({ form }) => forms.includes(form));

const holderIs =
  (...kinds: readonly ClassKind[]): Matcher =>
  ({ holderKind }) =>
    kinds.includes(holderKind);

const objectIs =
  (...kinds: readonly ClassKind[]): Matcher =>
  ({ classKind }) =>
    kinds.includes(classKind);

/**
 * Whether nothing but a C++ object of Node's holds it: a root of its own, or, from Node 24 on, one of V8's global handles, of
 * which addons have some, too. A handle of Node's leads to its socket by a symbol of Node's.
 *
 * @param holderKind of V8's roots, under which these are listed
 */
export const isHeldByNode = ({ holderKind, held }: Pick<RuleFacts, 'holderKind' | 'held'>): boolean =>
  holderKind === 'root' &&
  held.some(
    ({ name, edgeName }) => /^(?:Detached )?Node \/ /.test(name) || edgeName === '<symbol owner_symbol>',
  );

const isListenerOfEvent = (hold: Hold | undefined): boolean =>
  hold?.form === 'listener' && (hold.detail ?? '') !== '';

/** The particular before the general: the first that fits is told. */
const rules: readonly (LeakRule & { readonly matches: Matcher })[] = [
  {
    id: 'detached-dom',
    words: 'DOM nodes that hang on no document are kept by JavaScript',
    remedy: 'Drop the references when the elements are removed, or look them up each time.',
    matches: objectIs('dom node'),
  },
  {
    id: 'module-cache',
    words: 'modules are loaded anew and the old ones stay in the module cache or in their parent',
    remedy: 'Load a module once; when a cache entry is deleted, take it out of parent.children too.',
    matches: ({ classKind, holderHold }) =>
      classKind === 'module' &&
      holderHold?.form === 'property' &&
      /^(?:children|_cache|cache)$/.test(holderHold.detail ?? ''),
  },
  {
    id: 'async-local-storage',
    words: 'stores of AsyncLocalStorage outlive their request',
    remedy: 'Use one AsyncLocalStorage for the process and run(); disable() those made in passing.',
    // A timer that is never cleared keeps the store it was made with, as it keeps all else.
    matches: (facts) =>
      objectIs('async storage')(facts) ||
      (facts.held.some(({ edgeName }) => edgeName === '<symbol kResourceStore>') &&
        !heldBy('timer', 'timers')(facts) &&
        facts.holderKind !== 'timer list'),
  },
  {
    id: 'finalization-registry',
    words: 'what is registered for finalization stays: its held value leads to it, or something else has it',
    remedy:
      'The held value must not lead to the target; pass an id. Register what stays once, or unregister() it.',
    matches: holderIs('finalization registry'),
  },
  {
    id: 'open-handles',
    words: 'what was opened is never closed, and its handle keeps all that listens',
    remedy:
      'Close what is done with: destroy() a socket or an Agent, close() a session; or open one and keep it.',
    // What listens to it is no other's listener.
    matches: isHeldByNode,
  },
  {
    id: 'listeners',
    words: 'listeners are added to something that lives longer, and not removed',
    remedy: 'Remove the listener when its owner ends: off(), { once: true }, or an AbortSignal.',
    // An EventTarget's listeners are a list, whose old head is the holder.
    matches: (facts) => heldBy('listener')(facts) || isListenerOfEvent(facts.holderHold),
  },
  {
    id: 'timers',
    words: 'timers that are never cleared keep what their callbacks refer to',
    remedy: 'Keep the handle and call clearTimeout() or clearInterval() when the owner ends.',
    matches: heldBy('timer', 'timers'),
  },
  {
    id: 'promises',
    words: 'reactions pile up on a promise that does not settle, or a chain of promises never ends',
    remedy: 'Do not race or await the same long-lived promise for each request; loop instead of recursing.',
    matches: heldBy('reaction', 'continuation'),
  },
  {
    id: 'parent-strings',
    words: 'short strings are slices or sums that keep the long ones they came from',
    remedy: 'Copy what is kept: Buffer.from(text).toString(), or join the parts once.',
    matches: ({ kind, held }) =>
      kind === 'sliced string' ||
      (kind === 'concatenated string' &&
        held.some(({ edgeName }) => edgeName === 'first' || edgeName === 'second')),
  },
  {
    id: 'chains',
    words: 'each object is linked to the one before it, and the newest is kept',
    remedy: 'Cut the link when it is no longer needed, or keep a few and not the whole chain.',
    matches: ({ className, held }) =>
      held.some((step) => step.count !== undefined && step.className === className),
  },
  {
    id: 'parent-buffers',
    // How much a view shows of its memory no snapshot says.
    words: 'buffers are kept, and each keeps all of its memory, however little it shows',
    remedy:
      'Drop them when they are done with; of a small part keep a copy: Buffer.from(view), not subarray().',
    matches: ({ form, held }) => form === 'objects' && held.some(({ kind }) => kind === 'view'),
  },
  {
    id: 'symbol-registry',
    words: 'V8 keeps what Symbol.for() made for as long as the process runs',
    remedy:
      'Register names that stand in the code; for what comes and goes use Symbol(), or the text itself.',
    matches: ({ held }) => held.some(isOfSymbolFor),
  },
  {
    id: 'unbounded-collection',
    words: 'more is put into a collection than is taken out',
    remedy: 'Delete entries when they are done with, or bound the collection by size or age.',
    matches: (facts) => {
      if (facts.form === 'in place') return objectIs('map', 'set', 'array', 'plain object')(facts);
      const held = facts.held.slice(0, 2);
      return (
        holderIs('map', 'set', 'array')(facts) ||
        // Other plain objects have their few properties for good.
        (holderIs('plain object')(facts) && held.some(({ isEntry }) => isEntry)) ||
        heldBy('map entry', 'map key', 'set member', 'element')({ ...facts, held })
      );
    },
  },
];

/** Finds the rule a suspect falls under; undefined where none says more than its path does. */
export function findRule(facts: RuleFacts): LeakRule | undefined {
  const found = rules.find(({ matches }) => matches(facts));
  return found && { id: found.id, words: found.words, remedy: found.remedy };
}
