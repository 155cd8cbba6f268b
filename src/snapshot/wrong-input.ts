import { shellQuote } from '../base/shell-quote.ts';
import { formatCount } from '../base/units.ts';

/** What somebody took for a snapshot, and what to do now. */
export interface WrongInput {
  /** "is a zip archive" */
  readonly problem: string;
  readonly hint: string;
}

/**
 * Recognises by its first bytes what people hand over for a snapshot. Only by what no snapshot begins with: marks of
 * other formats, and the first keys of other JSON.
 *
 * @param head the first 4 KiB, uncompressed, or all of a shorter file
 * @param path as the user named it, for the command that helps
 * @returns undefined for what may be a snapshot, and for what nobody knows
 */
export function recogniseWrongInput(head: Uint8Array, path: string): WrongInput | undefined {
  if (head.length === 0) return undefined;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  const text = bytes.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^\{\s*"snapshot"/.test(text)) return undefined;
  return recogniseArchive(bytes, path) ?? recogniseNoData(bytes) ?? recogniseText(text, path);
}

/** First bytes, and the command that decompresses. */
const compressions: readonly (readonly [magic: string, command: string])[] = [
  ['\xfd7zXZ\0', 'xz'],
  ['BZh', 'bzip2'],
  ['\x04\x22\x4d\x18', 'lz4'],
];

/** First bytes of an archive, what it is, and the command that unpacks it. */
const archives: readonly (readonly [magic: string, kind: string, command: string])[] = [
  ['PK\x03\x04', 'zip', 'unzip'],
  ['PK\x05\x06', 'zip', 'unzip'],
  ['7z\xbc\xaf\x27\x1c', '7z', '7z x'],
];

function recogniseArchive(bytes: string, path: string): WrongInput | undefined {
  const [file, plain] = fileNames(path);
  // Of a tar archive the mark stands behind the name and the numbers of its first file.
  const archive = bytes.startsWith('ustar', 257)
    ? (['', 'tar', 'tar -xf'] as const)
    : archives.find(([magic]) => bytes.startsWith(magic));
  if (archive) {
    const [, kind, command] = archive;
    return {
      problem: `is a ${kind} archive`,
      hint: `Unpack it, and name the file in it: ${command} ${file}.`,
    };
  }
  const [, compressor] = compressions.find(([magic]) => bytes.startsWith(magic)) ?? [];
  if (compressor === undefined) return undefined;
  const isTar = /\.(?:tar\.\w+|t[bx]z2?)$/i.test(path);
  const command = isTar ? `tar -xf ${file}` : `${compressor} -dc ${file} > ${plain}`;
  return {
    problem: `is compressed with ${compressor}, which snapdiff does not read`,
    hint: `Decompress it first: ${command}.`,
  };
}

function recogniseNoData(bytes: string): WrongInput | undefined {
  if (!/^\0+$/.test(bytes)) return undefined;
  return {
    problem: `begins with ${formatCount(bytes.length)} zeros`,
    hint: 'The disk was full, or the process or the machine died while it was written (docs/capture.md). Capture it again.',
  };
}

const takeSnapshots =
  'Take heap snapshots: snapdiff capture PID, v8.writeHeapSnapshot(), or the Memory panel of DevTools';

function recogniseText(text: string, path: string): WrongInput | undefined {
  const [file, plain] = fileNames(path);
  if (text.startsWith('version https://git-lfs.github.com/spec/'))
    return { problem: 'is a pointer of Git LFS, not the file', hint: 'Fetch the file: git lfs pull.' };
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text))
    return {
      problem: 'is text in UTF-16, as > of Windows PowerShell writes it',
      hint: `Convert it: iconv -f UTF-16 -t UTF-8 ${file} > ${plain}.`,
    };
  if (text.startsWith('JAVA PROFILE '))
    return {
      problem: 'is a heap dump of a Java process (.hprof)',
      hint: 'Open it with Eclipse MAT or VisualVM; snapdiff reads snapshots of V8.',
    };
  if (/^<(?:!doctype html|html|head|body|!--|\?xml)/i.test(text))
    return {
      problem: `is ${/^<\?xml/i.test(text) ? 'XML' : 'a page of HTML'}, as a server answers instead of a file`,
      hint: 'Download the file itself: the link leads to a page, or asks you to log in.',
    };
  if (/HeapProfiler\.(?:addHeapSnapshotChunk|reportHeapSnapshotProgress)/.test(text))
    return {
      problem: "is a log of the inspector's messages, with the snapshot in pieces",
      hint: `Put the pieces together: jq -j '..|.chunk?|strings' ${file} > ${plain}.`,
    };
  if (/^\{\s*"version"\s*:\s*\d+,\s*"type"\s*:\s*"(?:Inspector|GCDebugging)"/.test(text))
    return {
      problem:
        "is a heap snapshot in JavaScriptCore's own format, as Safari writes it and Bun if not asked otherwise",
      hint: 'In Bun ask for the format of V8: await Bun.write("heap.heapsnapshot", Bun.generateHeapSnapshot("v8")).',
    };
  if (/^\{\s*"head"\s*:\s*\{\s*"callFrame"/.test(text))
    return {
      problem: 'is a sampled profile of allocations (.heapprofile), without the objects and who holds them',
      hint: `${takeSnapshots}.`,
    };
  if (/^\{\s*"(?:nodes|startTime|endTime)"[^]*"callFrame"/.test(text))
    return {
      problem: 'is a CPU profile (.cpuprofile), which shows where time goes, not memory',
      hint: `${takeSnapshots}.`,
    };
  if (/^(?:\{\s*(?:"metadata"[^]*)?"traceEvents"|\[\s*\{\s*"(?:args|cat|name|ph|pid)")/.test(text))
    return { problem: 'is a recording of the Performance panel', hint: `${takeSnapshots}.` };
  return recogniseOwnFile(text);
}

/** What snapdiff itself wrote. */
function recogniseOwnFile(text: string): WrongInput | undefined {
  const [, kind] = /^\{\s*"schemaVersion"\s*:\s*\d+,\s*"kind"\s*:\s*"(\w+)"/.exec(text) ?? [];
  if (kind === 'sidecar')
    return { problem: 'stands beside a snapshot (a sidecar)', hint: 'Name the .heapsnapshot beside it.' };
  if (kind === 'baseline')
    return {
      problem: 'is a baseline file, not a snapshot',
      hint: 'It is held against a snapshot: snapdiff check BASELINE SNAPSHOT.',
    };
  return undefined;
}

/** The file as a shell takes it, and a name for what is in it. */
function fileNames(path: string): [string, string] {
  if (path === '-' || path === '(stream)') return ['FILE', 'heap.heapsnapshot'];
  const stem = path.replace(/\.(?:xz|bz2|lz4|json|txt|log|ndjson|jsonl|heapsnapshot)$/i, '');
  const plain = stem.endsWith('.heapsnapshot') ? stem : `${stem}.heapsnapshot`;
  return [shellQuote(path), shellQuote(plain === path ? `${stem}.plain.heapsnapshot` : plain)];
}
