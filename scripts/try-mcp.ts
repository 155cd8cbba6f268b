// Tries `snapdiff mcp` with the protocol's own tools: the inspector, as a client on standard input and output, and the conformance
// suite, which speaks HTTP only, over a thin bridge. Both are installed once into .cache/, and run on Node 24, as they need a newer
// one than snapdiff does.
//
//     npm run build && node --import tsx scripts/try-mcp.ts
//
// Of the suite's scenarios only those about any server are run: the others call tools of a sample server (`test_simple_text` …), or
// are about resources, prompts, forms and logging, which this server has not, or about HTTP, which is the bridge's. Prints a line for
// each; ends with 1 if one fails.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { tools } from '../src/mcp/tools.ts';
import { runProcess } from '../test/support/child-processes.ts';
import { installNode, npmInstall, REPO } from './fixtures/runtimes.ts';
import { startBridge } from './try-mcp/http-bridge.ts';

const packages = ['@modelcontextprotocol/conformance@0.1.16', '@modelcontextprotocol/inspector@2.12.0'];
const scenarios = ['server-initialize', 'ping', 'tools-list'];

const folder = join(REPO, '.cache', 'mcp');
const modules = join(folder, 'node_modules', '@modelcontextprotocol');
if (!existsSync(join(modules, 'inspector'))) npmInstall(folder, packages);
const node = installNode(24);
const server = [join(REPO, 'dist/cli/main.js'), 'mcp', '--root', join(REPO, 'fixtures/snapshots')];
let failures = 0;

function report(what: string, problem: string | undefined): void {
  if (problem !== undefined) failures++;
  console.log(
    `${problem === undefined ? 'ok    ' : 'FAILED'}  ${what}${problem === undefined ? '' : `: ${problem}`}`,
  );
}

/** One request by the inspector. @returns the answer, or what it said */
function inspect(args: readonly string[]): {
  readonly answer: Record<string, unknown>;
  readonly said: string;
} {
  const inspector = join(modules, 'inspector');
  const { bin } = JSON.parse(readFileSync(join(inspector, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  const cli = join(inspector, bin['mcp-inspector'] ?? '');
  const { stdout, stderr } = spawnSync(node, [cli, '--cli', process.execPath, ...server, ...args], {
    encoding: 'utf8',
  });
  try {
    return { answer: JSON.parse(stdout) as Record<string, unknown>, said: '' };
  } catch {
    return { answer: {}, said: `${stdout}${stderr}`.slice(0, 1000) };
  }
}

function inspectAll(): void {
  const listed = inspect(['--method', 'tools/list']);
  const names = ((listed.answer['tools'] ?? []) as { name: string }[]).map(({ name }) => name);
  const isWhole = names.join() === tools.map(({ name }) => name).join();
  report('inspector: tools/list', isWhole ? undefined : `${names.join()} ${listed.said}`);
  const files = ['0', '1', '2'].map((name) => `push-daemon-leak/${name}.heapsnapshot.gz`);
  const call = (tool: string, ...args: readonly string[]): ReturnType<typeof inspect> =>
    inspect(['--method', 'tools/call', '--tool-name', tool, ...args.flatMap((arg) => ['--tool-arg', arg])]);
  const compared = call('compare_snapshots', `snapshots=${JSON.stringify(files)}`);
  const { data } = (compared.answer['structuredContent'] ?? {}) as { data?: { verdict: string } };
  report('inspector: tools/call compare_snapshots', data?.verdict === 'leak' ? undefined : compared.said);
  const owners = call('show_owners', `snapshot=${files[2]}`, 'class=Connection');
  const [block] = (owners.answer['content'] ?? []) as { text: string }[];
  report('inspector: tools/call show_owners', block?.text.startsWith('15 objects') ? undefined : owners.said);
  const refused = call('show_object', 'snapshot=/etc/passwd', 'id=1');
  report(
    'inspector: tools/call outside of the roots',
    refused.answer['isError'] === true ? undefined : refused.said,
  );
}

async function checkConformance(): Promise<void> {
  const suite = join(modules, 'conformance/dist/index.js');
  const bridge = await startBridge(process.execPath, server);
  try {
    for (const scenario of scenarios) {
      const problem = await runProcess(node, [
        suite,
        'server',
        '--url',
        bridge.url,
        '--scenario',
        scenario,
      ]).then(
        () => undefined,
        (error: unknown) => String(error).slice(0, 1000),
      );
      report(`conformance: ${scenario}`, problem);
    }
  } finally {
    await bridge.close();
  }
}

inspectAll();
await checkConformance();
process.exit(failures === 0 ? 0 : 1);
