import { displayWidth, fitText, safeText } from '../report/safe-text.ts';
import { shellQuote } from '../base/shell-quote.ts';
import { formatBytes, formatCount, formatDuration } from '../base/units.ts';
import type { SnapshotFile } from './snapshot-files.ts';

/** Files that are listed, and compared in the commands: the newest. */
const maxListed = 5;
const maxNameWidth = 60;

/**
 * What `snapdiff` without arguments says: the snapshots here and the commands that read them, or how to get some. A file
 * whose name cannot be typed is listed, and in no command.
 *
 * @param files newest first
 * @param now milliseconds since 1970
 */
export function welcome(files: readonly SnapshotFile[], now: number): string {
  const lines = files.length === 0 ? howToCapture : whatToDo(files, now);
  return [...lines, '', 'Options and examples: snapdiff --help', ''].join('\n');
}

const howToCapture: readonly string[] = [
  'snapdiff: no arguments, and no .heapsnapshot file in this folder. To take snapshots:',
  '',
  '  snapdiff capture                                   list the Node processes',
  '  snapdiff capture <pid> --count 3 --every 10m       take three of a running one',
  '  snapdiff run -- node app.js                        start one that writes one at each kill -USR2',
  '  snapdiff check --scenario leak.mjs                 repeat a piece of work, and judge what stays',
];

function whatToDo(files: readonly SnapshotFile[], now: number): string[] {
  const listed = files.slice(0, maxListed);
  const names = listed.map(({ name }) => fitText(safeText(name), maxNameWidth));
  const nameWidth = Math.max(...names.map(displayWidth));
  const sizes = listed.map(({ size }) => formatBytes(size));
  const sizeWidth = Math.max(...sizes.map((size) => size.length));
  const omitted = files.length - listed.length;
  return [
    `snapdiff: no arguments. ${files.length === 1 ? 'One snapshot' : `${formatCount(files.length)} snapshots`} in this folder, newest first:`,
    '',
    ...listed.map(({ mtimeMs }, index) => {
      const name = names[index] + ' '.repeat(nameWidth - displayWidth(names[index]));
      const age = formatDuration(Math.max(0, now - mtimeMs) / 1000);
      return `  ${name}  ${sizes[index].padStart(sizeWidth)}  ${age} ago`;
    }),
    ...(omitted > 0 ? [`  … ${formatCount(omitted)} more`] : []),
    ...commandsFor(ofOneProcess(listed.map(({ name }) => name)).filter(isTypeable)),
  ];
}

/** Those of the process that wrote the newest, as far as names tell: snapdiff's and Node's own have its number. */
function ofOneProcess(names: readonly string[]): string[] {
  const newest = processOf(names[0] ?? '');
  return names.filter((name) => processOf(name) === newest);
}

/** "api.4711" of "api.4711.20261121T093000Z.001.heapsnapshot", "4711" of "Heap.20261121.093000.4711.0.001.heapsnapshot". */
function processOf(name: string): string {
  const [, ours, nodes] =
    /^(?:(.*\.\d+)\.\d{8}T\d{6}Z\.\d+|Heap\.\d+\.\d+\.(\d+)\.\d+\.\d+)\.heap/.exec(name) ?? [];
  return ours ?? nodes ?? '';
}

/** @param names newest first */
function commandsFor(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const words = names.map((name) => shellQuote(name.startsWith('-') ? `./${name}` : name)).reverse();
  const newest = words.at(-1) ?? '';
  const series = words.join(' ');
  const commands: [string, string][] = [[`snapdiff summary ${newest}`, 'where the bytes of the newest are']];
  if (words.length > 1) {
    const what = words.length === 2 ? 'what grew, and what holds it' : 'whether it leaks, and what holds it';
    commands.unshift(
      [`snapdiff ${series}`, `${what} (snapshots of one process)`],
      [`snapdiff check ${series}`, 'the same, with exit code 1 if it leaks'],
    );
  }
  commands.push([`snapdiff explore ${series}`, 'look around in it, in the browser']);
  return ['', ...commands.flatMap(([command, what]) => [`  ${command}`, `      ${what}`])];
}

/** What a terminal shows and a shell takes as it is. */
function isTypeable(name: string): boolean {
  return safeText(name) === name;
}
