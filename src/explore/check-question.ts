import { SnapdiffError } from '../base/errors.ts';
import { isRecord } from '../base/json-values.ts';
import { maxLimit } from './pages.ts';
import type { Question, QuestionName } from './questions.ts';

/** Characters of a class's key: a name is cut at 64 KiB when it is read. */
const maxKeyLength = 70_000;
const maxSearchLength = 1000;
/** Of what a heap made itself. */
const maxCursorLength = 100;

/** What a field may be. @returns what is wrong with a value, to stand behind its name; undefined where nothing is */
type Check = (value: unknown) => string | undefined;

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const wholeNumber: Check = (value) => (isWhole(value) ? undefined : 'is not a whole number from 0 on');
const objectId: Check = (value) =>
  value === 'root' || isWhole(value) ? undefined : 'is neither the number of an object nor "root"';
const limit: Check = (value) =>
  isWhole(value) && value >= 1 && value <= maxLimit
    ? undefined
    : `is not a whole number from 1 to ${maxLimit}`;
const textOf =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most
      ? undefined
      : `is not a text of ${least} to ${most} characters`;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `is none of ${words.join(', ')}`;

interface Fields {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
}

const page = { from: wholeNumber, limit };
const ofObject: Fields = { required: { id: objectId }, optional: {} };
const listOfObject: Fields = { required: { id: objectId }, optional: page };

const questions: Readonly<Record<QuestionName, Fields>> = {
  object: ofObject,
  fields: listOfObject,
  references: listOfObject,
  retainers: listOfObject,
  dominated: listOfObject,
  kept: listOfObject,
  objects: {
    required: { key: textOf(0, maxKeyLength) },
    optional: {
      ...page,
      shapesOf: wholeNumber,
      other: wholeNumber,
      matchedBy: oneOf('id', 'className'),
      which: oneOf('all', 'both', 'only'),
      sort: oneOf('retainedSize', 'selfSize', 'distance', 'id'),
    },
  },
  search: {
    required: { by: oneOf('className', 'property', 'text'), text: textOf(1, maxSearchLength) },
    optional: { cursor: textOf(1, maxCursorLength) },
  },
  text: { required: { id: objectId }, optional: { from: wholeNumber } },
  duplicates: { required: {}, optional: page },
  copies: listOfObject,
  owners: { required: { className: textOf(0, maxKeyLength) }, optional: { depth: limit, paths: limit } },
};

/**
 * A question out of what a browser sent. Nothing is known of it: names and types are checked, and only fields of its own that the
 * question has are taken.
 *
 * @throws SnapdiffError which says what is wrong with it
 */
export function checkQuestion(value: unknown): Question {
  if (!isRecord(value)) throw new SnapdiffError('a question is an object with a field "question"');
  const name = Object.hasOwn(value, 'question') ? value['question'] : undefined;
  if (typeof name !== 'string' || !Object.hasOwn(questions, name)) {
    throw new SnapdiffError(`there is no question ${quoted(name)}`, {
      hint: `There are ${Object.keys(questions).join(', ')}.`,
    });
  }
  const { required, optional } = questions[name as QuestionName];
  const question: Record<string, unknown> = { question: name };
  for (const field of Object.keys(value)) {
    if (field === 'question') continue;
    const check = Object.hasOwn(required, field)
      ? required[field]
      : Object.hasOwn(optional, field)
        ? optional[field]
        : undefined;
    if (!check) throw new SnapdiffError(`the question ${name} has no field ${quoted(field)}`);
    const given = value[field];
    if (given === undefined && !Object.hasOwn(required, field)) continue;
    const problem = check(given);
    if (problem !== undefined) throw new SnapdiffError(`${field} of the question ${name} ${problem}`);
    question[field] = given;
  }
  const missing = Object.keys(required).find((field) => !Object.hasOwn(question, field));
  if (missing !== undefined) throw new SnapdiffError(`the question ${name} needs a field "${missing}"`);
  if (question['which'] !== undefined && question['which'] !== 'all' && question['other'] === undefined) {
    throw new SnapdiffError(`"which" of the question ${name} needs a field "other"`);
  }
  // Field by field it is what the table above says.
  return question as unknown as Question;
}

/** Anything, as it may stand in a line. */
function quoted(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? 'without a name' : `of type ${typeof value}`;
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
