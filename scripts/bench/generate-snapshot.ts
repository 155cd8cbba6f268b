import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Block, EDGE_TYPES, LAST_STRING, NODE_TYPES, OWN_STRING } from './block.ts';
import { FileWriter } from './file-writer.ts';
import { HeapPlan, type Layout, type PairOptions, type Side } from './heap-plan.ts';
import { LAST_NAME, PLACES } from './runtime-block.ts';
import { WORDS } from './vocabulary.ts';

const USAGE = `usage: node --import tsx scripts/bench/generate-snapshot.ts [options]
  --megabytes N    size of the current snapshot; the baseline is a little smaller (100)
  --profile NAME   objects: 5 % of the bytes are strings; strings: 50 % (objects)
  --seed N         the same seed writes the same bytes (1)
  --format NAME    node20: 7 node fields, a line per node; node24: 6, one line per section (node20)
  --out DIR        where baseline.heapsnapshot and current.heapsnapshot go (.)
`;

export type Profile = 'objects' | 'strings';
export type Format = 'node20' | 'node24';

export interface GenerateOptions {
  readonly megabytes: number;
  readonly profile: Profile;
  readonly seed: number;
  readonly format: Format;
  readonly directory: string;
}

export interface GeneratedFile {
  readonly path: string;
  readonly bytes: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Of the whole `strings` array, in bytes: what decides whether a parser can hold it in one string. */
  readonly stringBytes: number;
  readonly stringCount: number;
}

export interface GeneratedPair {
  readonly baseline: GeneratedFile;
  readonly current: GeneratedFile;
  /** Instances of `LeakyConnection` that only the current snapshot has. */
  readonly leakedCount: number;
}

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const STRING_SHARE: Readonly<Record<Profile, number>> = { objects: 0.05, strings: 0.5 };

/** Writes two snapshots of one made-up process; memory does not grow with their size but by 24 bytes a block. */
export function generatePair(options: GenerateOptions): GeneratedPair {
  const { megabytes, profile, seed, format } = options;
  const isNode20 = format === 'node20';
  const pair: PairOptions = {
    megabytes,
    seed,
    stringShare: STRING_SHARE[profile],
    nodeFieldCount: isNode20 ? 7 : 6,
  };
  mkdirSync(options.directory, { recursive: true });
  const plan = new HeapPlan(pair);
  const write = (side: Side): GeneratedFile =>
    writeSnapshot(plan, plan.layOut(side), join(options.directory, `${side}.heapsnapshot`), isNode20);
  return { baseline: write('baseline'), current: write('current'), leakedCount: plan.leakedCount };
}

function writeSnapshot(plan: HeapPlan, layout: Layout, path: string, isNode20: boolean): GeneratedFile {
  const { nodeCount, edgeCount } = layout;
  const nameCount = plan.names.texts.length;
  const strings = { nameCount, lastString: nameCount + layout.stringCount };
  const file = new FileWriter(path);
  file.text(header(layout, isNode20));
  file.text('"nodes":[');
  writeSection(file, isNode20, plan.blocks(layout), (block, separate) => {
    writeNodes(file, block, strings, isNode20, separate);
  });
  file.text('],\n"edges":[');
  writeSection(file, isNode20, plan.blocks(layout), (block, separate) => {
    writeEdges(file, block, strings, isNode20 ? 7 : 6, separate);
  });
  file.text('],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[');
  writeSection(file, isNode20, plan.blocks(layout), (block, separate) => {
    writeLocations(file, block, isNode20 ? 7 : 6, separate);
  });
  file.text('],\n"strings":[');
  const before = file.bytesWritten;
  const lineFeed = isNode20 ? '\n' : '';
  plan.names.texts.forEach((text, index) => {
    file.text((index === 0 ? '' : `,${lineFeed}`) + JSON.stringify(text));
  });
  for (const block of plan.blocks(layout)) writeStrings(file, block, isNode20);
  file.text(`,${lineFeed}${JSON.stringify(LAST_NAME)}`);
  const stringBytes = file.bytesWritten - before;
  file.text(']}');
  file.close();
  if (plan.names.texts.length !== nameCount) throw new Error('a name was met after the layout');
  const stringCount = strings.lastString + 1;
  return { path, bytes: file.bytesWritten, nodeCount, edgeCount, stringBytes, stringCount };
}

function header({ nodeCount, edgeCount }: Layout, isNode20: boolean): string {
  const fields = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'];
  const meta = {
    node_fields: isNode20 ? fields : fields.filter((field) => field !== 'trace_node_id'),
    // Node 24 dropped the field but not its type.
    node_types: [
      isNode20 ? NODE_TYPES : NODE_TYPES.slice(0, -1),
      'string',
      'number',
      'number',
      'number',
      'number',
      'number',
    ],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [EDGE_TYPES, 'string_or_number', 'node'],
    trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
    trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
    sample_fields: ['timestamp_us', 'last_assigned_id'],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  };
  const counts = { node_count: nodeCount, edge_count: edgeCount, trace_function_count: 0 };
  const extra = isNode20 ? {} : { extra_native_bytes: 0 };
  return `{"snapshot":${JSON.stringify({ meta, ...counts, ...extra })},\n`;
}

/** Calls `write` per block with what separates two records: Node 20 has a line each, the comma first. */
function writeSection(
  file: FileWriter,
  isNode20: boolean,
  blocks: Iterable<Block>,
  write: (block: Block, separate: () => void) => void,
): void {
  let isFirst = true;
  const separate = (): void => {
    file.makeRoom();
    if (!isFirst) {
      if (isNode20) file.byte(LINE_FEED);
      file.byte(COMMA);
    }
    isFirst = false;
  };
  for (const block of blocks) write(block, separate);
  if (isNode20) file.text('\n');
}

interface StringIndexes {
  /** Names are the strings below it. */
  readonly nameCount: number;
  readonly lastString: number;
}

/** Strings of a block are numbered from 0 in the layout, and come after the names in the file. */
function nameIndex(name: number, { nameCount, lastString }: StringIndexes): number {
  if (name < OWN_STRING) return name;
  return name === LAST_STRING ? lastString : name - OWN_STRING + nameCount;
}

function writeNodes(
  file: FileWriter,
  block: Block,
  strings: StringIndexes,
  isNode20: boolean,
  separate: () => void,
): void {
  const { nodeType, nodeName, nodeId, nodeSize, nodeEdgeCount } = block;
  for (let node = 0; node < block.nodeCount; node++) {
    separate();
    file.integer(nodeType[node]);
    file.byte(COMMA);
    file.integer(nameIndex(nodeName[node], strings));
    file.byte(COMMA);
    file.integer(nodeId[node]);
    file.byte(COMMA);
    file.integer(nodeSize[node]);
    file.byte(COMMA);
    file.integer(nodeEdgeCount[node]);
    file.byte(COMMA);
    file.integer(0);
    if (isNode20) {
      file.byte(COMMA);
      file.integer(0);
    }
  }
}

function writeEdges(
  file: FileWriter,
  block: Block,
  strings: StringIndexes,
  nodeFieldCount: number,
  separate: () => void,
): void {
  const { firstEdge, nextEdge, edgeType, edgeName, edgeTarget } = block;
  for (let node = 0; node < block.nodeCount; node++) {
    for (let edge = firstEdge[node]; edge >= 0; edge = nextEdge[edge]) {
      separate();
      file.integer(edgeType[edge]);
      file.byte(COMMA);
      file.integer(nameIndex(edgeName[edge], strings));
      file.byte(COMMA);
      file.integer(edgeTarget[edge] * nodeFieldCount);
    }
  }
}

function writeLocations(file: FileWriter, block: Block, nodeFieldCount: number, separate: () => void): void {
  const { nodePlace } = block;
  for (let node = 0; node < block.nodeCount; node++) {
    const place = PLACES[nodePlace[node]];
    if (place === undefined) continue;
    separate();
    file.integer((block.firstOrdinal + node) * nodeFieldCount);
    file.byte(COMMA);
    file.integer(place.script);
    file.byte(COMMA);
    file.integer(place.line);
    file.byte(COMMA);
    file.integer(place.column);
  }
}

function writeStrings(file: FileWriter, block: Block, isNode20: boolean): void {
  for (let local = 0; local < block.stringCount; local++) {
    file.makeRoom();
    file.byte(COMMA);
    if (isNode20) file.byte(LINE_FEED);
    const length = block.stringLength[local];
    if (length === 0) {
      file.text(JSON.stringify(block.stringText[local]));
      continue;
    }
    writeMadeUpText(file, length, block.stringKey[local]);
  }
}

/** A text of `length` characters: its key, so that no two are alike, then words from a place of the key's own. */
function writeMadeUpText(file: FileWriter, length: number, key: number): void {
  file.byte(QUOTE);
  file.integer(key);
  let rest = length - String(key).length;
  if (rest > 12) {
    // Some texts are not plain: what V8 escapes has to be met in a benchmark too.
    const escape = key % 40 < 4 ? ESCAPES[key % 40] : undefined;
    if (escape === undefined) file.byte(HYPHEN);
    else file.text(escape);
    rest--;
  }
  if (rest > 0) {
    const start = (Math.imul(key, 0x9e3779b1) >>> 0) % (WORDS.length - length);
    file.slice(WORDS, start, start + rest);
  }
  file.byte(QUOTE);
}

const ESCAPES: readonly string[] = ['\\n', '\\"', '\\u00e9', '\\\\'];

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) main();

function main(): void {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '100' },
      profile: { type: 'string', default: 'objects' },
      seed: { type: 'string', default: '1' },
      format: { type: 'string', default: 'node20' },
      out: { type: 'string', default: '.' },
      help: { type: 'boolean', default: false },
    },
  });
  const { profile, format } = values;
  const isProfile = profile === 'objects' || profile === 'strings';
  const isFormat = format === 'node20' || format === 'node24';
  const megabytes = Number(values.megabytes);
  const seed = Number(values.seed);
  if (values.help || !isProfile || !isFormat || !(megabytes >= 2) || !Number.isSafeInteger(seed)) {
    process.stderr.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const pair = generatePair({ megabytes, profile, seed, format, directory: values.out });
  process.stdout.write(`${JSON.stringify(pair, undefined, 2)}\n`);
}
