import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SnapdiffError } from '../../src/base/errors.ts';
import { checkQuestion } from '../../src/explore/check-question.ts';

const good: readonly object[] = [
  { question: 'object', id: 7 },
  { question: 'object', id: 'root' },
  { question: 'fields', id: 7, from: 0, limit: 200 },
  { question: 'references', id: 7 },
  { question: 'retainers', id: 2 ** 40 },
  { question: 'dominated', id: 'root', from: 2 ** 50 },
  { question: 'kept', id: 7, limit: 1 },
  { question: 'objects', key: '' },
  {
    question: 'objects',
    key: '7,1,2,Foo',
    shapesOf: 1,
    other: 0,
    which: 'only',
    sort: 'id',
    matchedBy: 'id',
  },
  { question: 'search', by: 'text', text: '__proto__' },
  { question: 'search', by: 'property', text: 'x', cursor: 'property-1-2' },
  { question: 'text', id: 7, from: 10_000 },
  { question: 'duplicates' },
  { question: 'copies', id: 7, from: 1 },
  { question: 'owners', className: 'Connection', depth: 3, paths: 200 },
];

test('a sound question comes back as it is', () => {
  for (const question of good) assert.deepEqual(checkQuestion(question), question);
});

test('what comes back has no field but those of its question', () => {
  const sent: unknown = JSON.parse('{"question":"object","id":7}');
  const question = checkQuestion(sent);
  assert.notEqual(question, sent);
  assert.deepEqual(Object.getPrototypeOf(question), Object.prototype);
});

/** What is sent → what the message says of it. */
const bad: readonly (readonly [sent: string, says: RegExp])[] = [
  ['null', /a question is an object/],
  ['[]', /a question is an object/],
  ['7', /a question is an object/],
  ['"object"', /a question is an object/],
  ['{}', /no question without a name/],
  ['{"question":7}', /no question of type number/],
  ['{"question":"whatever"}', /no question "whatever"/],
  ['{"question":"__proto__"}', /no question "__proto__"/],
  ['{"question":"constructor","id":7}', /no question "constructor"/],
  ['{"question":"toString"}', /no question "toString"/],
  ['{"question":"object"}', /object needs a field "id"/],
  ['{"question":"object","id":null}', /^id of the question object is neither/],
  ['{"question":"object","id":"7"}', /^id of the question object is neither/],
  ['{"question":"object","id":-1}', /^id of the question object is neither/],
  ['{"question":"object","id":1.5}', /^id of the question object is neither/],
  ['{"question":"object","id":1e300}', /^id of the question object is neither/],
  ['{"question":"object","id":[7]}', /^id of the question object is neither/],
  ['{"question":"object","id":7,"limit":1}', /object has no field "limit"/],
  ['{"question":"object","id":7,"__proto__":{"from":1}}', /object has no field "__proto__"/],
  ['{"question":"object","id":7,"toString":1}', /object has no field "toString"/],
  [
    '{"question":"fields","id":7,"limit":201}',
    /^limit of the question fields is not a whole number from 1 to 200/,
  ],
  ['{"question":"fields","id":7,"limit":1e9}', /^limit of/],
  ['{"question":"fields","id":7,"limit":0}', /^limit of/],
  ['{"question":"fields","id":7,"limit":null}', /^limit of/],
  ['{"question":"fields","id":7,"from":-1}', /^from of the question fields is not a whole number from 0 on/],
  ['{"question":"fields","id":7,"from":"0"}', /^from of/],
  ['{"question":"fields","id":7,"from":9007199254740992}', /^from of/],
  ['{"question":"objects","key":7}', /^key of the question objects is not a text/],
  ['{"question":"objects","key":"x","sort":"age"}', /^sort of the question objects is none of retainedSize/],
  ['{"question":"objects","key":"x","which":"new"}', /^which of/],
  ['{"question":"objects","key":"x","which":"only"}', /"which" .* needs a field "other"/],
  ['{"question":"objects","key":"x","other":-1,"which":"only"}', /^other of/],
  ['{"question":"objects","key":"x","shapesOf":{}}', /^shapesOf of/],
  ['{"question":"search","by":"id","text":"x"}', /^by of the question search is none of/],
  ['{"question":"search","by":"text","text":""}', /^text of the question search is not a text of 1 to 1000/],
  ['{"question":"search","by":"text","text":"x","cursor":7}', /^cursor of/],
  ['{"question":"text","id":7,"from":1.5}', /^from of/],
  ['{"question":"duplicates","id":7}', /duplicates has no field "id"/],
];

test('what is none is refused, and why is said', () => {
  for (const [sent, says] of bad) {
    assert.throws(
      () => checkQuestion(JSON.parse(sent)),
      (error) => {
        assert.ok(error instanceof SnapdiffError);
        assert.match(error.message, says, sent);
        assert.ok(error.message.length < 200);
        return true;
      },
    );
  }
});

test('texts that are too long are refused without being repeated', () => {
  const long = 'x'.repeat(1e6);
  for (const sent of [
    { question: long },
    { question: 'search', by: 'text', text: long },
    { question: 'search', by: 'text', text: 'x', cursor: long },
    { question: 'objects', key: long },
    { question: 'object', id: 7, [long]: 1 },
  ]) {
    assert.throws(
      () => checkQuestion(sent),
      (error) => error instanceof SnapdiffError && error.message.length < 300,
    );
  }
});

test('what only a prototype has is not there', () => {
  const inherited = Object.create({ question: 'object', id: 7 }) as object;
  assert.throws(() => checkQuestion(inherited), /no question without a name/);
});
