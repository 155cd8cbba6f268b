#!/usr/bin/env node
// Chrome DevTools' heap-snapshot engine on the command line. See README.md.
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { diff, nodes, openEngine, summary } from './engine.mjs';

const COMMANDS = { summary: [summary, 1], diff: [diff, 2], nodes: [nodes, 1] };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'heap-mb': { type: 'string', default: '12288' } },
});
const [name = '', ...files] = positionals;
const [command, fileCount] = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : [];
if (command === undefined || files.length !== fileCount) {
  console.error('usage: oracle.mjs [--heap-mb N] summary X | diff A B | nodes X');
  process.exit(2);
}
const heapLimit = `--max-old-space-size=${values['heap-mb']}`;

// The main thread's heap limit can only be given at start.
if (process.execArgv.includes(heapLimit)) await main();
else restart();

function restart() {
  const script = fileURLToPath(import.meta.url);
  const args = [heapLimit, script, ...process.argv.slice(2)];
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (signal) console.error(`oracle: killed by ${signal}`);
  process.exit(status ?? 1);
}

async function main() {
  const log = (text) => process.stderr.write(`${text}\n`);
  // The engine's own notes must not mix with the result.
  globalThis.console = new console.Console(process.stderr);
  const start = performance.now();
  try {
    const engine = await openEngine({
      heapMb: Number(values['heap-mb']),
      report: (phase, ms) => log(`${phase}: ${ms.toFixed(0)} ms`),
    });
    writeAll(`${JSON.stringify(await command(engine, ...files))}\n`);
  } catch (error) {
    log(`oracle: ${error?.stack ?? error}`);
    process.exitCode = 1;
  }
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  log(`total: ${(performance.now() - start).toFixed(0)} ms`);
  log(`cpu: ${((userCPUTime + systemCPUTime) / 1000).toFixed(0)} ms`);
  log(`peak RSS: ${(maxRSS / 1000).toFixed(0)} MB`);
  process.exit();
}

// A pipe may take less than it is given, or nothing for now.
function writeAll(text) {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(1, bytes, offset);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
