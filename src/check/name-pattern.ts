/** Constructors, as a budget or `ignore` names them: one by its name, or those a regular expression matches. */
export interface NamePattern {
  /** As written. */
  readonly text: string;
  readonly isExpression: boolean;
  matches(className: string): boolean;
}

/** "/text/flags" is a regular expression; anything else is a name, as it stands. @throws SyntaxError of a bad expression */
export function parseNamePattern(text: string): NamePattern {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (source === undefined) {
    return { text, isExpression: false, matches: (className) => className === text };
  }
  // g and y would make the answer depend on the class asked about before.
  const expression = new RegExp(source, flags.replace(/[gy]/g, ''));
  return { text, isExpression: true, matches: (className) => expression.test(className) };
}
