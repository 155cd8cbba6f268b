import { formatBytes, formatCount, sum } from '../base/units.ts';
import { maxPathWidth, quoted, quotedPath } from './heap-text.ts';
import { flag, optional, text, whole } from './input.ts';
import { tool, type Tool } from './tool.ts';

const input = {
  pid: whole('Process to capture, as list_processes has it', 1, 2 ** 31 - 1),
  folder: optional(
    text('Folder for the files, within the folders that are open; the first of these unless told'),
  ),
  count: optional(whole('How many snapshots; 1 unless told', 1, 20)),
  every_seconds: optional(whole('Time between two of them; 60 unless told', 1, 86_400)),
  collect_garbage: flag(
    'Collect garbage once more before each, so that finalizers run first; false unless told',
  ),
};

export const captureSnapshot: Tool = tool({
  name: 'capture_snapshot',
  title: 'Capture heap snapshots of a process into files',
  description:
    'Writes heap snapshots of a running Node.js process, and a small .meta.json beside each. The process stands still meanwhile, ' +
    'about a second per 100 MB of heap. It is reached as list_processes says; SIGUSR1 is sent only to what catches it. A ' +
    'snapshot holds all that is in memory, secrets too. For a comparison take all snapshots in one call (count), where the ' +
    'answer says that ids are not kept.',
  input,
  effects: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  usesFiles: true,
  async answer(
    { pid, folder, count = 1, every_seconds: everySeconds = 60, collect_garbage: gc = false },
    desk,
  ) {
    const { captures, warnings } = await desk.capture({
      pid,
      folder,
      count,
      everySeconds,
      collectsGarbage: gc,
    });
    const keepsIds = captures.every((capture) => capture.keepsIds);
    const written = `${formatCount(captures.length)} snapshot${captures.length === 1 ? '' : 's'} written`;
    return {
      headline: `${written}, ${formatBytes(sum(captures.map(({ bytes }) => bytes)))}.`,
      data: {
        pid,
        keeps_ids: keepsIds,
        ...(captures[0] && { way: quoted(captures[0].way) }),
        ...(warnings.length > 0 && { warnings: warnings.slice(0, 4).map((warning) => quoted(warning, 300)) }),
      },
      lists: {
        snapshots: {
          rows: captures.map(({ path, bytes, captureMs }) => ({
            path: quotedPath(path, maxPathWidth),
            bytes,
            stood_still_ms: captureMs,
          })),
          rowCount: captures.length,
          more: () => 'they are in the same folder',
        },
      },
      next:
        captures.length > 1
          ? 'compare_snapshots with these paths.'
          : keepsIds
            ? 'Let the program do more of the work that leaks, let it rest, capture again, and compare_snapshots.'
            : 'A later capture cannot be compared with this one object by object: take two or more in one call with count and every_seconds.',
    };
  },
});
