import { parseExpression } from '../base/expression.ts';

/** Constructors, as a budget or `ignore` names them: one by its name, or those a regular expression matches. */
export interface NamePattern {
  /** As written. */
  readonly text: string;
  readonly isExpression: boolean;
  matches(className: string): boolean;
}

/** "/text/flags" is a regular expression; anything else is a name, as it stands. @throws SyntaxError of a bad expression */
export function parseNamePattern(text: string): NamePattern {
  const expression = parseExpression(text);
  if (!expression) return { text, isExpression: false, matches: (className) => className === text };
  return { text, isExpression: true, matches: (className) => expression.test(className) };
}
