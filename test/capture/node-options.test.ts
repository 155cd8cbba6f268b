import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  optionValue,
  parseCommand,
  quoteNodeOption,
  splitNodeOptions,
} from '../../src/capture/node-options.ts';
import { readDuration } from '../../src/cli/durations.ts';

test('NODE_OPTIONS is divided as Node divides it', () => {
  assert.deepEqual(splitNodeOptions('  -r a  --inspect=0 '), ['-r', 'a', '--inspect=0']);
  assert.deepEqual(splitNodeOptions(String.raw`--require "/a b/\"c\".cjs" -r"x y"z`), [
    '--require',
    '/a b/"c".cjs',
    '-rx yz',
  ]);
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      assert.deepEqual(splitNodeOptions(words.map(quoteNodeOption).join(' ')), words);
    }),
  );
});

test('options of the program are not those of Node', () => {
  const command = parseCommand(
    ['node', '-r', 'x', '--inspect_port', '1', 'app.js', '--heapsnapshot-signal=SIGUSR2'],
    '--diagnostic-dir=/a --diagnostic-dir /b',
  );
  assert.equal(command.script, 'app.js');
  assert.equal(optionValue(command, '--heapsnapshot-signal'), undefined);
  assert.equal(optionValue(command, '--diagnostic-dir'), '/b');
  assert.equal(optionValue(parseCommand(['node', '--inspect', 'app.js'], ''), '--inspect'), '');
  assert.equal(parseCommand(['node', '-e', 'code', '--inspect'], '').script, undefined);
  assert.equal(parseCommand(['node', '--', '-x.js'], '').script, '-x.js');
});

test('times are read with their units', () => {
  const cases: Record<string, number> = { '500ms': 500, '30': 30_000, '30s': 30_000, '1.5h': 5_400_000 };
  for (const [text, expected] of Object.entries(cases)) assert.equal(readDuration('every', text), expected);
  for (const text of ['', '0', '-1', '1 s', '1d', '99999h', 'NaN']) {
    assert.throws(() => readDuration('every', text), /--every .*is not a duration/);
  }
});
