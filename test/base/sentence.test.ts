import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinSentences, name, sentence, textOf, textsOf, type Sentence } from '../../src/base/sentence.ts';

test('words of ours become one text, names stay apart', () => {
  const counts = [5, 5].join(' + ');
  assert.deepEqual(sentence`${counts} ${name('My Class')} stay, ${12} in all`, [
    '5 + 5 ',
    { name: 'My Class' },
    ' stay, 12 in all',
  ]);
});

test('a sentence may stand in another one, and an empty one leaves nothing', () => {
  const edge = sentence`variable ${name('cache')}`;
  assert.deepEqual(sentence`under ${edge} ${[]}(${name('Map')})`, [
    'under variable ',
    { name: 'cache' },
    ' (',
    { name: 'Map' },
    ')',
  ]);
  assert.deepEqual(sentence``, []);
});

test('the text is what a template without parts would give', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer(), (word, untrusted, count) => {
      const nested = sentence`<${name(untrusted)}>`;
      const whole = sentence`${word} ${name(untrusted)}, ${nested}${count}`;
      assert.equal(textOf(whole), `${word} ${untrusted}, <${untrusted}>${count}`);
    }),
  );
});

test('joined sentences have the texts of joined texts, and no two texts side by side', () => {
  const part = fc.oneof(fc.string(), fc.string().map(name));
  fc.assert(
    fc.property(fc.array(fc.array(part)), fc.string(), (sentences: Sentence[], separator) => {
      const joined = joinSentences(sentences, separator);
      assert.equal(textOf(joined), textsOf(sentences).join(separator));
      for (const [index, of] of joined.entries()) {
        if (typeof of !== 'string') continue;
        assert.notEqual(of, '');
        assert.notEqual(typeof joined[index + 1], 'string');
      }
    }),
  );
});
