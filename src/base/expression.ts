/**
 * A regular expression, as people write one among names: between slashes, "/^Socket/i".
 *
 * @returns undefined for text that is not one
 * @throws SyntaxError for a bad one
 */
export function parseExpression(text: string): RegExp | undefined {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  // g and y would make the answer depend on the text asked about before.
  return source === undefined ? undefined : new RegExp(source, flags.replace(/[gy]/g, ''));
}
