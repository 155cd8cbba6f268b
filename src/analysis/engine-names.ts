import { standardNames } from './class-origins.ts';
import { wellKnownTexts } from './well-known-names.ts';

/** Node's own, and properties that rules are made of. */
const words =
  '__proto__ constructor prototype Buffer Module AsyncLocalStorage TimersList Timeout _events _idleNext _idlePrev ' +
  '_onTimeout _repeat _subscribers WeakReference children name _cache cache global Window';

/** Of the HTML standard: a page's own elements are called alike, `HTMLCustomerElement`. */
const elements =
  'Anchor Area Audio BR Base Body Button Canvas DList Data DataList Details Dialog Directory Div Embed FieldSet Font ' +
  'Form Frame FrameSet HR Head Heading Html IFrame Image Input LI Label Legend Link Map Marquee Media Menu Meta Meter ' +
  'Mod OList Object OptGroup Option Output Paragraph Param Picture Pre Progress Quote Script Select Slot Source Span ' +
  'Style TableCaption TableCell TableCol Table TableRow TableSection Template TextArea Time Title Track UList Unknown Video';

/** What objects of V8's types are listed under, together with what a program calls so. */
const groups = [
  'system',
  'compiled code',
  'array',
  'string',
  'concatenated string',
  'sliced string',
  'number',
  'symbol',
  'bigint',
  'synthetic',
  'object shape',
];

/**
 * Names that tell nothing of a program, whoever gives them: JavaScript's, Node's and the browser's. Whole texts only, as a
 * program can call anything `(a b)`, `node:a` or `<symbol a>`.
 */
export const engineNames: ReadonlySet<string> = new Set([
  ...standardNames,
  ...wellKnownTexts,
  ...words.split(' '),
  ...groups.map((group) => `(${group})`),
  'HTMLElement',
  ...elements.split(' ').map((element) => `HTML${element}Element`),
  '',
  '<symbol kEvents>',
  '<symbol kResourceStore>',
  '<instance_members_initializer>',
  '<static_initializer>',
]);
