/**
 * Refuses options that nobody reads: a misspelt one would stay at its default without a word.
 *
 * @param of who has the options, for the message
 * @param known the names of those there are, as keys, so that the compiler holds them against the type
 * @throws TypeError that names the option, and those there are
 */
export function refuseUnknownOptions(
  what: string,
  options: unknown,
  known: Readonly<Record<string, true>>,
): void {
  const names = Object.keys(known).join(', ');
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${what}: its options are an object with any of ${names}`);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new TypeError(`${what}: there is no option ${JSON.stringify(unknown)}, only ${names}`);
}
