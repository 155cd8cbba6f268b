import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandNames } from '../../src/cli/completion.ts';
import { helpWidth, layoutHelp } from '../../src/cli/help.ts';
import { runCli } from '../support/run-cli.ts';

/** As it is shown where there is no terminal. */
async function helpOf(command: string, columns: number): Promise<string> {
  const args = command === '' ? ['--help'] : [command, '--help'];
  const { exitCode, stdout, stderr } = await runCli(args, { env: { COLUMNS: `${columns}` } });
  assert.deepEqual([exitCode, stderr], [0, ''], command);
  return stdout;
}

for (const command of ['', ...commandNames]) {
  test(`snapdiff ${command} --help is one screen with three examples, and no word is cut`, async () => {
    const wide = await helpOf(command, 100);
    const lines = wide.trimEnd().split('\n');
    assert.ok(lines.length <= 48, `${lines.length} lines`);
    assert.ok(lines.every((line) => line.length <= 100));
    const [, examples = ''] = wide.split('\nExamples:\n');
    assert.equal(examples.match(/^ {2}\S/gm)?.length, 3, examples);
    assert.match(wide, /^snapdiff[ -~]*\n\n[A-Z]/, 'what it does comes first');

    const narrow = await helpOf(command, 44);
    assert.deepEqual(narrow.match(/[^\s…]+/g), wide.match(/[^\s…]+/g));
    assert.ok(
      narrow.split('\n').every((line) => line.length <= 44 || !/\S\s\S/.test(line)),
      narrow,
    );
  });
}

test('the help lists every command that completion knows', async () => {
  const [, list = ''] = /^Commands:\n([^]*?)\n\n/m.exec(await helpOf('', 100)) ?? [];
  assert.deepEqual(
    list.split('\n').map((line) => line.trim().split(' ')[0]),
    commandNames,
  );
});

test('the width is the terminal’s, else that of COLUMNS, within what can be read', () => {
  assert.equal(helpWidth(80, '60'), 80);
  assert.equal(helpWidth(undefined, '60'), 60);
  assert.equal(helpWidth(undefined, undefined), 100);
  assert.equal(helpWidth(undefined, 'wide'), 100);
  assert.equal(helpWidth(7, undefined), 40);
  assert.equal(helpWidth(400, undefined), 100);
});

test('an option has its value’s name, its choices and its default, and no type', () => {
  const unwrapped = [
    'Group:',
    '      --top   Rows to list [default: 20]  [string]',
    '      --sort, --order  Column  [choices: "a", "b"] [default: "a"]',
    '      --json  Same as --format json  [boolean] [default: false]',
  ].join('\n');
  assert.equal(
    layoutHelp(unwrapped, 80),
    [
      'Group:',
      '  --top N        Rows to list [default: 20]',
      '  --sort COLUMN  Column: a, b [default: a]',
      '  --json         Same as --format json',
    ].join('\n'),
  );
});
