import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayWidth, fitPath, fitText, safeText } from '../../src/report/safe-text.ts';

test('text that can be read stays as it is', () => {
  for (const text of [
    'Connection',
    '{a, b, "c d"}',
    '<div>',
    'Größe',
    '接続',
    'สวัสดี',
    'نص',
    'e\u0301',
    '😀',
    'C:\\x1b',
  ]) {
    assert.equal(safeText(text), text);
  }
});

test('what cannot be seen becomes an escape that can', () => {
  assert.equal(safeText('\u0000\t\n\r\u001b\u007f\u009b'), '\\x00\\x09\\x0a\\x0d\\x1b\\x7f\\x9b');
  assert.equal(
    safeText('\u200b\u200e\u202e\u2066\u2069\ufeff'),
    '\\u200b\\u200e\\u202e\\u2066\\u2069\\ufeff',
  );
  assert.equal(safeText('\u2028\u2029\u00a0\u3000'), '\\u2028\\u2029\\xa0\\u3000');
  assert.equal(safeText('\u00ad\ufe0f\u3164\u{e0041}'), '\\xad\\ufe0f\\u3164\\u{e0041}');
  assert.equal(safeText('\ud83d \ude00'), '\\ud83d \\ude00');
});

test('what the log of a CI job would obey is broken up', () => {
  assert.equal(safeText('::set-output name=a::b'), '\\x3a:set-output name=a::b');
  assert.equal(safeText('a   ::add-mask::b'), 'a   \\x3a:add-mask::b');
  assert.equal(safeText('a##[add-mask]b ##vso[c]d'), 'a\\x23#[add-mask]b \\x23#vso[c]d');
  assert.equal(safeText('blink::Node<std::string> # ## [x]'), 'blink::Node<std::string> # ## [x]');
  for (const text of [safeText('a::b ::: #['), safeText('##[x]###[y]')]) {
    assert.doesNotMatch(text, /(?:^| )::|##\w*\[/);
  }
});

test('marks pile up three high and no higher', () => {
  assert.equal(safeText(`a${'\u0301'.repeat(5)}`), 'a\u0301\u0301\u0301\\u0301\\u0301');
});

test('width counts cells: two for East Asian characters and emoji, none for accents', () => {
  assert.equal(displayWidth('abc'), 3);
  assert.equal(displayWidth('接続'), 4);
  assert.equal(displayWidth('e\u0301'), 1);
  assert.equal(displayWidth('😀🇩🇪'), 4);
  assert.equal(displayWidth('ｱ１'), 3);
});

test('an emoji has one colour in its two cells, and each further one takes as much', () => {
  const [thumb, colour] = ['\u{1f44d}', '\u{1f3fd}'];
  assert.equal(displayWidth(thumb + colour), 2);
  assert.equal(displayWidth(thumb + colour.repeat(3)), 6);
  assert.equal(displayWidth(`${thumb}${'\uff9e'.repeat(3)}`), 5);
  assert.ok(fitText(thumb + colour.repeat(5000), 80).length < 200);
});

test('what reports are drawn with takes one cell, alone or beside what needs a closer look', () => {
  for (const drawn of 'a~·–—‹›…←→−─│┼╿▁▄█') {
    assert.equal(displayWidth(drawn.repeat(3)), 3, drawn);
    assert.equal(displayWidth(`接${drawn}続`), 5, drawn);
  }
});

test('text that is too wide ends in an ellipsis, never in half a character', () => {
  assert.equal(fitText('Connection', 10), 'Connection');
  assert.equal(fitText('Connection', 5), 'Conn…');
  assert.equal(fitText('接続接続', 6), '接続…');
  assert.equal(fitText('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
  assert.equal(fitText('\u001b\u001b', 6), '\\x1b\\…');
});

test('a path keeps its end', () => {
  assert.equal(fitPath('/var/tmp/api.heapsnapshot', 18), '…/api.heapsnapshot');
  assert.equal(fitPath('a\nb', 80), 'a\\x0ab');
});

test('whatever the text, it takes no more cells than it may', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, width) => {
      assert.ok(displayWidth(fitText(text, width)) <= width);
      assert.ok(displayWidth(fitPath(text, width)) <= width);
    }),
  );
});

test('a name of ten million characters is cut without reading it all', () => {
  const name = 'é'.repeat(10_000_000);
  assert.equal(displayWidth(fitText(name, 80)), 80);
  assert.ok(displayWidth(fitText(name, Infinity)) <= 2000);
});
