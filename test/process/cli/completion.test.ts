import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { repositoryPath } from '../../support/fixtures.ts';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-completion-'));
after(() => rmSync(folder, { recursive: true }));
const program = join(folder, 'snapdiff');
writeFileSync(
  program,
  `#!/bin/sh\nexec '${process.execPath}' '${repositoryPath('dist/cli/main.js')}' "$@"\n`,
);
chmodSync(program, 0o755);

/** What bash offers at the end of a line, by the script as a user loads it. */
function offered(...words: readonly string[]): string[] {
  const script = `
    source <(snapdiff completion bash)
    complete -p snapdiff >&2
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _snapdiff_yargs_completions
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash', 'snapdiff', ...words], {
    encoding: 'utf8',
    // A login shell that is another must not change the answers.
    env: { ...process.env, SHELL: '/bin/zsh', PATH: `${folder}${delimiter}${process.env['PATH']}` },
  });
  assert.equal(stderr, 'complete -o bashdefault -o default -F _snapdiff_yargs_completions snapdiff\n');
  assert.equal(status, 0);
  return stdout.trim().split('\n').filter(Boolean);
}

test('bash completes commands, options, choices and formats', () => {
  assert.deepEqual(offered('ch'), ['check']);
  assert.ok(offered('').includes('capture'));
  assert.deepEqual(offered('check', '--wr'), ['--write-baseline']);
  assert.deepEqual(offered('watch', '42', '--sample'), ['--sample-every']);
  assert.deepEqual(offered('summary', 'a', '--sort', 'ret'), ['retainedSize']);
  assert.deepEqual(offered('check', '--format', 's'), ['sarif']);
  assert.deepEqual(offered('objects', 'a', '--format', ''), ['table', 'brief', 'markdown', 'json']);
});

test('without a command the options are those of diff', () => {
  assert.deepEqual(offered('--so'), ['--sort', '--source-maps']);
  assert.deepEqual(offered('a.heapsnapshot', '--fil'), ['--filter']);
  assert.deepEqual(offered('--sort', 'added'), ['addedCount', 'addedSize']);
});

test('where a file is likelier nothing is offered, and bash completes files', () => {
  assert.deepEqual(offered('mon'), []);
  assert.deepEqual(offered('summary', ''), []);
  assert.deepEqual(offered('retainers', 'fri'), []);
});

test('zsh gets a script of its own, which falls back to files', async () => {
  const { exitCode, stdout } = await runCli(['completion', 'zsh'], { env: { SHELL: '/bin/bash' } });
  assert.equal(exitCode, 0);
  assert.match(stdout, /^#compdef snapdiff\n/);
  assert.match(stdout, /SHELL=zsh snapdiff --get-yargs-completions "\$\{words\[@\]\}"/);
  assert.match(stdout, /then _describe 'values' reply; else _files; fi\n/);
  assert.equal((await runCli(['completion'], { env: { SHELL: '/usr/bin/zsh' } })).stdout, stdout);
});

test('another shell is refused', async () => {
  assert.deepEqual(await runCli(['completion', 'fish']), {
    exitCode: 2,
    signal: null,
    stdout: '',
    stderr:
      'snapdiff: there is no completion for fish. Write "snapdiff completion bash" or "snapdiff completion zsh".\n',
  });
});
