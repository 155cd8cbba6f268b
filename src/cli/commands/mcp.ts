import type { Argv, CommandModule } from 'yargs';
import { toolVersion } from '../../base/tool-version.ts';
import { safeText } from '../../report/safe-text.ts';
import { withInterrupts } from '../interrupts.ts';
import { manyTexts } from '../option-texts.ts';
import { writeError } from '../output.ts';

export interface McpArguments {
  readonly root: readonly string[] | undefined;
}

const examples = `Examples:
  claude mcp add snapdiff -- npx -y heap-snapdiff mcp
      in Claude Code; other clients take the same command in their config
  snapdiff mcp --root /srv/app/heaps
      opens this folder alone, whatever the client says
  snapdiff mcp --root . --root /var/tmp/heaps
      two folders; relative paths are of the first

An agent can list processes, capture, compare, look into snapshots, run a scenario and triage a timeline. \
It reads and writes only within the folders that are open: those of --root, or else the roots of the client, \
or else the working directory. It speaks the Model Context Protocol on standard input and output, and ends \
when the client closes them. Tools, limits and safety: docs/agents.md`;

export const mcpCommand: CommandModule<object, McpArguments> = {
  command: 'mcp',
  describe: 'Serve an agent, by the Model Context Protocol on standard input and output',
  builder: (yargs: Argv): Argv<McpArguments> =>
    yargs
      .option('root', {
        ...manyTexts,
        describe: 'Folder to open to the agent; repeatable [default: what the client opens, or .]',
      })
      .epilogue(examples),
  handler: async ({ root }) => {
    const [{ serve }, { FileWorkbench }, { OpenFolders }] = await Promise.all([
      import('../../mcp/serve.ts'),
      import('../agent/workbench.ts'),
      import('../agent/open-folders.ts'),
    ]);
    const folders = root === undefined ? undefined : await OpenFolders.ofPaths(root);
    await withInterrupts(async (signal) => {
      const workbench = new FileWorkbench(folders);
      const onError = (line: string): void => {
        void writeError(
          line
            .split('\n')
            .map((each) => `snapdiff: ${safeText(each)}\n`)
            .join(''),
        );
      };
      try {
        await serve({ version: toolVersion(), workbench, onError, signal });
      } finally {
        await workbench.close();
      }
      signal.throwIfAborted();
    }, 'what was under way has ended');
  },
};
