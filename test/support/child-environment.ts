import process from 'node:process';

/** What agents set for the programs they start, by agent: std-env's list, but for what it reads in PATH, EDITOR and TERM_PROGRAM. */
export const agentVariables: Readonly<Record<string, readonly string[]>> = {
  any: ['AI_AGENT'],
  claude: ['CLAUDECODE', 'CLAUDE_CODE'],
  replit: ['REPL_ID'],
  gemini: ['GEMINI_CLI'],
  codex: ['CODEX_SANDBOX', 'CODEX_THREAD_ID'],
  opencode: ['OPENCODE'],
  auggie: ['AUGMENT_AGENT'],
  goose: ['GOOSE_PROVIDER'],
  junie: ['JUNIE_DATA', 'JUNIE_SHIM_PATH'],
  copilot: ['COPILOT_AGENT', 'COPILOT_CLI'],
  cursor: ['CURSOR_AGENT'],
};

/** Those that say it by what is in them. */
const telling: readonly string[] = ['EDITOR', 'TERM_PROGRAM'];
const notInherited: ReadonlySet<string> = new Set([
  'NO_COLOR',
  'FORCE_COLOR',
  ...telling,
  ...Object.values(agentVariables).flat(),
]);

/**
 * The environment of this process for a program that is tried, but for what says who will read its output: a developer's
 * agent may run the tests, and the program prints what it prints to a person.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !notInherited.has(name));
  const env = Object.fromEntries(kept);
  // One agent is known by its folder among the programs.
  if (env['PATH'] !== undefined) env['PATH'] = env['PATH'].replace(/\.pi([\\/])agent/g, '.pi$1');
  return env;
}

/** For a file of tests that runs parts of the command in this process, as for a person. */
export function leaveAgents(): void {
  const kept = childEnvironment();
  for (const name of Object.keys(process.env)) {
    if (kept[name] === undefined) delete process.env[name];
    else process.env[name] = kept[name];
  }
}
