import process from 'node:process';
import yargs from 'yargs';
import { SnapdiffError } from '../base/errors.ts';
import { completionRequest } from './completion.ts';
import { helpWidth, layoutHelp } from './help.ts';

const shells = ['bash', 'zsh'] as const;
type Shell = (typeof shells)[number];

const completionHelp = `snapdiff completion [bash|zsh]

Print a script that completes commands, options and files [default: for your login shell]

Examples:
  source <(snapdiff completion bash)
      in ~/.bashrc
  source <(snapdiff completion zsh)
      in ~/.zshrc, after compinit
  snapdiff completion bash > ~/.local/share/bash-completion/completions/snapdiff
      a file, which needs no start of snapdiff in each shell
`;

/** The script that `snapdiff completion` prints, or its help. @throws SnapdiffError for another shell */
export async function completionText(args: readonly string[]): Promise<string> {
  if (args.includes('--help') || args.includes('-h')) {
    return layoutHelp(completionHelp, helpWidth(process.stdout.columns, process.env['COLUMNS']));
  }
  const shell = shellOf(args);
  // What yargs takes the shell from.
  process.env['SHELL'] = shell;
  let script = '';
  await yargs()
    .scriptName('snapdiff')
    .exitProcess(false)
    .completion('completion')
    .parseAsync(['completion'], {}, (_error, _parsed, output) => {
      script = output;
    });
  return finishScript(`${script}\n`, shell);
}

function shellOf(args: readonly string[]): Shell {
  const [named = process.env['SHELL']?.endsWith('zsh') === true ? 'zsh' : 'bash', ...rest] = args;
  const shell = shells.find((known) => known === named);
  if (shell !== undefined && rest.length === 0) return shell;
  throw new SnapdiffError(`there is no completion for ${args.join(' ')}`, {
    hint: 'Write "snapdiff completion bash" or "snapdiff completion zsh".',
  });
}

/**
 * yargs 17 leaves two things open: the shell that the script is for, which the answers depend on too, and in zsh the files
 * where it has nothing to offer (version 18 does the same there).
 */
function finishScript(script: string, shell: Shell): string {
  return script
    .replace(`snapdiff ${completionRequest}`, `SHELL=${shell} snapdiff ${completionRequest}`)
    .replace(
      "  _describe 'values' reply\n",
      "  if (( ${#reply} )); then _describe 'values' reply; else _files; fi\n",
    );
}
