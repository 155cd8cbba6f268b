// What is used of the protocol's package, and nothing else: the build makes a file of its own of it, which only `snapdiff mcp` loads.
export {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  McpServer,
} from '@modelcontextprotocol/server';
export type {
  CallToolResult,
  InputRequiredResult,
  ServerContext,
  StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
export { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
