import { formatCount } from '../base/units.ts';
import { ours, quoted } from './heap-text.ts';
import { flag, optional, whole } from './input.ts';
import { readsOnly, tool, type Tool } from './tool.ts';

const input = {
  from: optional(whole('Processes to leave out before the first one listed; 0 unless told', 0, 1e6)),
  include_commands: flag('Also how each was started, which may hold passwords; false unless told'),
};

export const listProcesses: Tool = tool({
  name: 'list_processes',
  title: 'List the Node.js processes',
  description:
    'The Node.js and Deno processes of this user on this machine (Linux): pid, name, memory, uptime, and how capture_snapshot ' +
    'would reach each. No process is asked, signalled or attached to.',
  input,
  effects: { ...readsOnly, idempotentHint: true },
  usesFiles: false,
  async answer({ from = 0, include_commands: withCommands = false }, desk) {
    const processes = await desk.processes();
    return {
      headline:
        processes.length === 0
          ? 'No Node.js process of this user is running.'
          : `${formatCount(processes.length)} processes.`,
      data: {},
      lists: {
        processes: {
          rows: processes.slice(from).map(({ pid, runtime, name, command, uptimeSeconds, rss, way }) => ({
            pid,
            name: quoted(name),
            runtime: ours(runtime),
            uptime_seconds: Math.round(uptimeSeconds),
            rss_bytes: rss,
            way_in: quoted(way),
            ...(withCommands && { command: quoted(command) }),
          })),
          from,
          rowCount: processes.length,
          more: (next) => `list_processes with from ${next}`,
        },
      },
      ...(processes.length > 0 && { next: 'capture_snapshot with a pid writes a snapshot of it.' }),
    };
  },
});
