import { SnapdiffError } from '../base/errors.ts';
import { tell } from './answer.ts';
import type { Workbench } from './desk.ts';
import { explain } from './explain.ts';
import { problemsOf, schemaOf, type Fields } from './input.ts';
import { progressNotes } from './progress-notes.ts';
import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  McpServer,
  serveStdio,
  StdioServerTransport,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
  type StandardSchemaWithJSON,
} from './protocol.ts';
import type { Tool } from './tool.ts';
import { instructions, tools } from './tools.ts';

export interface ServeOptions {
  /** Of snapdiff. */
  readonly version: string;
  readonly workbench: Workbench;
  /** Gets a line about what is wrong with what the client sends, or is our own fault. */
  readonly onError: (line: string) => void;
  /** Ends it where it is. */
  readonly signal: AbortSignal;
}

/** Key of our only question to a client. */
const rootsKey = 'roots';

/**
 * Serves one client over standard input and output, by whichever revision of the protocol it opens with, until it closes its end
 * or the signal asks to stop. Calls under way are cancelled then.
 */
export async function serve({ version, workbench, onError, signal }: ServeOptions): Promise<void> {
  let leave = (): void => {};
  const left = new Promise<void>((resolve) => (leave = resolve));
  const transport = new (class extends StdioServerTransport {
    override async close(): Promise<void> {
      await super.close();
      leave();
    }
  })();
  const handle = serveStdio(() => makeServer(version, workbench, onError), {
    transport,
    onerror: (error) => onError(error.message),
  });
  const stop = (): void => void handle.close().then(leave, leave);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await left;
  } finally {
    signal.removeEventListener('abort', stop);
    await handle.close();
  }
}

/** One for each connection; of a client that asks first what we speak, one more. */
function makeServer(version: string, workbench: Workbench, onError: (line: string) => void): McpServer {
  const server = new McpServer(
    { name: 'snapdiff', title: 'snapdiff: memory leaks in heap snapshots', version },
    // They are the same for ever.
    { capabilities: { tools: { listChanged: false } }, instructions },
  );
  for (const each of tools) {
    const { name, title, description, input, effects } = each;
    server.registerTool(
      name,
      { title, description, inputSchema: standardSchema(input), annotations: { title, ...effects } },
      (values, context) => call(each, values, context, { server, workbench, onError }),
    );
  }
  return server;
}

interface Serving {
  readonly server: McpServer;
  readonly workbench: Workbench;
  readonly onError: (line: string) => void;
}

async function call(
  each: Tool,
  values: unknown,
  context: ServerContext,
  { server, workbench, onError }: Serving,
): Promise<CallToolResult | InputRequiredResult> {
  const { signal, _meta: meta, notify } = context.mcpReq;
  let roots: readonly string[] | undefined;
  if (each.usesFiles && workbench.asksForRoots && hasRoots(server, context)) {
    const given = inputResponse(context.mcpReq.inputResponses, rootsKey);
    if (given.kind === 'missing' && context.mcpReq.inputResponses === undefined) {
      return inputRequired({ inputRequests: { [rootsKey]: inputRequired.listRoots() } });
    }
    // A client that names none opens none.
    roots = given.kind === 'roots' ? given.roots.map(({ uri }) => String(uri)) : [];
  }
  const token = meta?.progressToken;
  const onProgress = progressNotes((note) => {
    if (token === undefined || signal.aborted) return;
    const params = { progressToken: token, ...note };
    // Who has left is told nothing.
    notify({ method: 'notifications/progress', params }).catch(() => {});
  });
  try {
    // Checked against the tool's fields before it comes here.
    const answer = await each.answer(values as never, workbench.begin({ roots, signal, onProgress }));
    const { text, structured } = tell(answer);
    return { content: [{ type: 'text', text }], structuredContent: structured };
  } catch (error) {
    // Nobody reads the answer to a call that was cancelled.
    if (!(error instanceof SnapdiffError) && !signal.aborted) {
      onError(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    return { content: [{ type: 'text', text: explain(error) }], isError: true };
  }
}

/** Whether the client says that it knows of roots: with each request, or once, by the revision it speaks. */
function hasRoots(server: McpServer, { mcpReq }: ServerContext): boolean {
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const capabilities = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  return (capabilities as { roots?: unknown } | undefined)?.roots !== undefined;
}

/** The arguments of a tool in the form that the protocol's package takes. */
function standardSchema(fields: Fields): StandardSchemaWithJSON<unknown, unknown> {
  const schema = schemaOf(fields);
  return {
    '~standard': {
      version: 1,
      vendor: 'snapdiff',
      validate: (value) => {
        const problems = problemsOf(fields, value);
        return problems.length === 0 ? { value } : { issues: problems.map((message) => ({ message })) };
      },
      jsonSchema: { input: () => schema, output: () => schema },
    },
  };
}
