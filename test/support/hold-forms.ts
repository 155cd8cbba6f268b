import type { HoldForm } from '../../src/paths/holds.ts';

const forms: Readonly<Record<HoldForm, true>> = {
  root: true,
  'engine root': true,
  'global variable': true,
  property: true,
  element: true,
  variable: true,
  'map entry': true,
  'map key': true,
  'set member': true,
  listener: true,
  timers: true,
  timer: true,
  'bound argument': true,
  'bound this': true,
  'bound function': true,
  reaction: true,
  result: true,
  'local variable': true,
  continuation: true,
  'weak map value': true,
  code: true,
  internal: true,
};

/** Every form in which one object holds another. */
export const holdForms: readonly HoldForm[] = Object.keys(forms) as HoldForm[];
