import { SnapdiffError } from '../base/errors.ts';

/**
 * Reads "132397" or "@132397". Ids of V8 have 32 bits; those of other writers are addresses, exact to 2^53.
 *
 * @param given as the line has it, for the message
 * @throws SnapdiffError for what is no id
 */
export function readObjectId(text: string, given: string): number {
  const number = Number(/^@?(\d{1,16})$/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isSafeInteger(number)) return number;
  throw new SnapdiffError(`${given} is not an object id`, {
    hint: 'It is the number after the @; "snapdiff objects" lists them.',
  });
}
