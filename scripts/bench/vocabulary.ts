import { Random } from './block.ts';

const SUBJECTS =
  'User Order Session Invoice Product Cart Payment Message Channel Device Token Report Account Region Tenant Job Query Cache Route Tile Layer Event Metric Asset Document Comment Widget Shipment Vendor Contract';
const ROLES =
  'Service Controller Repository Entity Handler Request Response Context Store View Builder Node Adapter Worker Registry';
const PROPERTIES =
  'id name type status createdAt updatedAt owner parent children items value key data options config state index total count price currency email title body url path method headers query params result error code message reason level tags labels meta version source target start end duration size width height offset limit page cursor next previous first last left right root cache store queue pending active closed listeners handlers emitter logger client server socket connection request response session user account tenant region locale timezone address street city country zip phone note comment author editor reviewer assignee priority score rank weight ratio rate amount balance tax discount subtotal sku barcode color material unit quantity stock warehouse shipment carrier tracking eta';
const FUNCTIONS =
  'get set load save open close read write parse format render update create remove find filter map reduce emit on off once next resolve reject handle dispatch subscribe notify schedule retry connect disconnect encode decode validate normalize merge clone';

/** The names a heap's constructors, shapes and functions carry. They depend on nothing but this file. */
export const CLASS_NAMES: readonly string[] = [
  'LeakyConnection',
  'ListEntry',
  ...SUBJECTS.split(' ').flatMap((subject) => ROLES.split(' ').map((role) => subject + role)),
];
export const LEAKY_CLASS = 0;
export const LIST_CLASS = 1;
export const PROPERTY_NAMES: readonly string[] = PROPERTIES.split(' ');
export const FUNCTION_NAMES: readonly string[] = FUNCTIONS.split(' ').flatMap((verb) =>
  ['', ...SUBJECTS.split(' ').slice(0, 12)].map((subject) => verb + subject),
);
/** Property lists of plain objects, some of them extending others, as rows and options of one kind do. */
export const SHAPES: readonly (readonly string[])[] = makeShapes(260);

/** Text without anything JSON escapes: strings are cut from it at any place. */
export const WORDS: Buffer = makeWords(1 << 18);

function makeShapes(count: number): string[][] {
  const random = new Random(7);
  const shapes: string[][] = [];
  for (let shape = 0; shape < count; shape++) {
    const base = shape > 20 && random.next() < 0.4 ? shapes[random.below(shape)] : [];
    const names = new Set(base.slice(0, 8));
    const wanted = names.size + random.between(1, 6);
    while (names.size < wanted) names.add(PROPERTY_NAMES[random.skewed(PROPERTY_NAMES.length)] ?? 'id');
    shapes.push([...names]);
  }
  return shapes;
}

function makeWords(bytes: number): Buffer {
  const random = new Random(11);
  let text = '';
  while (text.length < bytes) {
    text += PROPERTY_NAMES[random.below(PROPERTY_NAMES.length)];
    text += ['-', '/', ' ', ' ', ' ', '_', '=', ', '][random.below(8)];
  }
  return Buffer.from(text.slice(0, bytes), 'latin1');
}
