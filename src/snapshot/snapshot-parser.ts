import { SnapshotFormatError } from '../base/errors.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import type { IdArray } from '../heap/index-spaces.ts';
import { formatBytes, formatCount, type Bytes } from '../base/units.ts';
import { describeUnnamed, noLocations, sumSizes, toGraph, toLocations } from './build-model.ts';
import { maxHeaderBytes, parseHeader, type SnapshotHeader } from './format.ts';
import { fittingRecords } from './growing-columns.ts';
import { NumberScanner, scanFailed } from './number-scanner.ts';
import { NodeColumns } from './node-columns.ts';
import { EdgeColumns, LocationColumns, type RecordSink } from './record-columns.ts';
import { StringScanner } from './string-table.ts';
import { TraceReader } from './trace-columns.ts';
import type { TraceTree } from './trace-tree.ts';
import { ValueScanner } from './value-scanner.ts';

const cutShort =
  'Its writing was cut short: a full disk, a killed process, or it is still being written. Capture it again and let it finish.';
const damaged = 'The file is damaged; copy or capture it again.';

/** Reads the inside of one section. */
interface Section {
  readonly name: string;
  /** @returns the first byte not read; `isDone` tells whether the section ended there */
  read(chunk: Uint8Array, position: number): number;
  readonly isDone: boolean;
  /** How much of it there is, for the error when the file ends inside. */
  describe(): string;
}

/** What may come next at the top level of the file. */
type Expectation = 'start' | 'key' | 'key or end' | 'colon' | 'value' | 'comma or end' | 'nothing';

/**
 * The file's top level: `{"snapshot":{…},"nodes":[…],"edges":[…],…,"strings":[…]}`. Takes chunks as
 * they come; every part of it stops and goes on at any byte.
 */
export class SnapshotParser {
  readonly #path: string;
  readonly #plainBytes: Bytes | undefined;
  /** Bytes of the chunks before the present one. */
  #offset = 0;
  #expect: Expectation = 'start';
  /** The key being read, without its quotes; undefined between keys. */
  #key: number[] | undefined;
  #keyText = '';
  /** A backslash was the key's last byte. */
  #keyEscaped = false;
  #section: Section | undefined;
  readonly #seen = new Set<string>();

  #header: SnapshotHeader | undefined;
  #nodes: NodeColumns | undefined;
  #edges: EdgeColumns | undefined;
  #locations: LocationColumns | undefined;
  #traces: TraceReader | undefined;
  readonly #strings = new StringScanner();

  constructor(path: string, plainBytes: Bytes | undefined) {
    this.#path = path;
    this.#plainBytes = plainBytes;
  }

  /** The ids of all nodes, once the section is read. */
  get nodeIds(): IdArray | undefined {
    return this.#nodes && this.#section?.name !== 'nodes' ? this.#nodes.storedIds() : undefined;
  }

  /** What the header declares, once it is read. */
  get counts(): Pick<SnapshotHeader, 'nodeCount' | 'edgeCount'> | undefined {
    return this.#header;
  }

  #fail(position: number, problem: string, hint: string = damaged): never {
    throw new SnapshotFormatError(this.#path, this.#offset + position, problem, { hint });
  }

  feed(chunk: Uint8Array): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#section) {
        position = this.#section.read(chunk, position);
        if (this.#section.isDone) {
          this.#section = undefined;
          this.#expect = 'comma or end';
        }
      } else if (this.#key) {
        position = this.#readKey(this.#key, chunk, position);
      } else {
        position = this.#readPunctuation(chunk, position);
      }
    }
    this.#offset += chunk.length;
  }

  #readKey(key: number[], chunk: Uint8Array, position: number): number {
    const byte = chunk[position];
    const isEscaped = this.#keyEscaped;
    this.#keyEscaped = !isEscaped && byte === 0x5c;
    if (byte !== 0x22 || isEscaped) {
      if (key.push(byte) > 200) this.#notASnapshot(position, 'a key of its top level is over 200 bytes long');
      return position + 1;
    }
    this.#keyText = Buffer.from(key).toString('utf8');
    if (this.#seen.has(this.#keyText))
      this.#fail(position, `it has the section ${quoted(this.#keyText)} twice`);
    this.#seen.add(this.#keyText);
    this.#key = undefined;
    this.#expect = 'colon';
    return position + 1;
  }

  #readPunctuation(chunk: Uint8Array, position: number): number {
    const byte = chunk[position];
    const isSpace = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
    // A byte order mark, which some editors and shells put in front.
    const isMark =
      this.#expect === 'start' &&
      this.#offset + position < 3 &&
      byte === [0xef, 0xbb, 0xbf][this.#offset + position];
    if (isSpace || isMark) return position + 1;
    switch (this.#expect) {
      case 'start':
        if (byte !== 0x7b) this.#notASnapshot(position, 'it is not JSON');
        this.#expect = 'key or end';
        return position + 1;
      case 'key or end':
      case 'key':
        if (byte === 0x22) this.#key = [];
        else if (byte === 0x7d && this.#expect === 'key or end') this.#expect = 'nothing';
        else this.#notASnapshot(position, 'a section name should stand here');
        return position + 1;
      case 'colon':
        if (byte !== 0x3a) this.#fail(position, `a colon should follow ${quoted(this.#keyText)}`);
        this.#expect = 'value';
        return position + 1;
      case 'value':
        this.#section = this.#openSection(this.#keyText, byte, position);
        // A section of records begins behind its bracket; any other value is read from its first byte on.
        return this.#section instanceof ValueSection ? position : position + 1;
      case 'comma or end':
        if (byte === 0x2c) this.#expect = 'key';
        else if (byte === 0x7d) this.#expect = 'nothing';
        else this.#fail(position, `a comma should follow the section ${quoted(this.#keyText)}`);
        return position + 1;
      case 'nothing':
        return this.#fail(position, 'unexpected data after the end of the snapshot');
    }
  }

  #notASnapshot(position: number, problem: string): never {
    return this.#fail(
      position,
      `${problem}, so it is not a heap snapshot`,
      'Name a file that V8 wrote: .heapsnapshot, plain or compressed.',
    );
  }

  #openSection(name: string, firstByte: number, position: number): Section {
    if (name === 'snapshot') {
      const offset = this.#offset + position;
      return new ValueSection(name, maxHeaderBytes, (scanner) => this.#readHeader(scanner, offset));
    }
    const tracing = firstByte === 0x5b ? this.#traces?.open(name) : undefined;
    if (tracing?.records) return this.#recordSection(tracing.records);
    if (tracing?.tree) return this.#treeSection(tracing.tree);
    if (name !== 'nodes' && name !== 'edges' && name !== 'locations' && name !== 'strings')
      return new ValueSection(name, 0);

    if (firstByte !== 0x5b) this.#notASnapshot(position, `its section "${name}" is not a list`);
    if (name === 'strings') return this.#stringSection();
    const header = this.#header;
    if (!header)
      return this.#notASnapshot(position, `its section "${name}" comes before its header "snapshot"`);
    switch (name) {
      case 'nodes':
        return this.#recordSection((this.#nodes = new NodeColumns(header, this.#plainBytes)));
      case 'edges':
        this.#edges = new EdgeColumns(header, this.#countNodes(position), this.#plainBytes);
        return this.#recordSection(this.#edges);
      case 'locations':
        return header.location
          ? this.#recordSection(
              (this.#locations = new LocationColumns(header, this.#countNodes(position), header.location)),
            )
          : this.#fail(position, 'it has a section "locations" whose fields its header does not name');
    }
  }

  /** As the header declares them, or as they were. */
  #countNodes(position: number): number {
    const count = this.#header?.nodeCount ?? this.#nodes?.stored;
    if (count !== undefined) return count;
    return this.#fail(position, 'its header declares no nodes, and none stand before what refers to them');
  }

  #readHeader(scanner: ValueScanner, offset: number): void {
    if (scanner.tooLong) this.#notASnapshot(0, 'its "snapshot" header is over 1 MB long');
    const header = parseHeader(scanner.text, this.#path, offset);
    // A header may promise anything. Nothing is allocated on its word alone.
    if (this.#plainBytes !== undefined) {
      for (const [what, declared, fields] of [
        ['nodes', header.nodeCount, header.node.fieldCount],
        ['edges', header.edgeCount, header.edge.fieldCount],
      ] as const) {
        if (declared !== undefined && declared > fittingRecords(fields, this.#plainBytes)) {
          throw new SnapshotFormatError(
            this.#path,
            offset,
            `its header declares ${formatCount(declared)} ${what}, more than its ${formatCount(this.#plainBytes)} bytes can hold`,
            { hint: cutShort },
          );
        }
      }
    }
    this.#header = header;
    this.#traces = header.traces && new TraceReader(header.traces);
  }

  #recordSection(sink: RecordSink): Section {
    const scanner = new NumberScanner();
    const { fieldCount, section: name } = sink;
    /** Records were as V8 writes them, when last looked at. */
    let isPlain = sink.readPlain !== undefined;
    const passPlain = (chunk: Uint8Array, position: number): number => {
      if (!isPlain || !scanner.isBetweenRecords) return position;
      const start = scanner.isBehindNumber ? skipSeparator(chunk, position) : position;
      const next = sink.readPlain?.(chunk, start) ?? start;
      if (next === start) {
        // At the end of a chunk there may be no whole one.
        isPlain = start > chunk.length - plainTail;
        return position;
      }
      scanner.passRecords();
      return next;
    };
    return {
      name,
      get isDone() {
        return scanner.done;
      },
      describe: () =>
        sink.declared === undefined
          ? `inside its ${name}, after ${formatCount(sink.stored)}`
          : `after ${formatCount(sink.stored)} of its ${formatCount(sink.declared)} ${name}`,
      read: (chunk, position) => {
        const from = passPlain(chunk, position);
        const next = scanner.scan(chunk, from, chunk.length, isPlain ? fieldCount : undefined);
        if (next === scanFailed)
          this.#fail(scanner.failedAt, `unexpected byte in "${name}": expected an integer`);
        const recordCount = Math.floor(scanner.count / fieldCount);
        const bad = sink.store(scanner, recordCount);
        if (bad) this.#fail(scanner.positionOf(bad.slot, chunk), bad.problem);
        scanner.release(recordCount * fieldCount);
        if (scanner.done) {
          if (scanner.count > 0) this.#fail(next - 1, `the last of its ${name} is incomplete`);
          if (sink.declared !== undefined && sink.stored < sink.declared) {
            this.#fail(
              next - 1,
              `its ${name} end after ${formatCount(sink.stored)} of the ${formatCount(sink.declared)} its header declares`,
            );
          }
        }
        return next;
      },
    };
  }

  #treeSection(tree: TraceTree): Section {
    return {
      name: 'trace_tree',
      get isDone() {
        return tree.isDone;
      },
      describe: () => `inside its trace_tree, after ${formatCount(tree.count)} calls`,
      read: (chunk, position) => {
        const next = tree.scan(chunk, position);
        if (next < 0) this.#fail(tree.failedAt, 'unexpected byte in "trace_tree": expected a tree of calls');
        return next;
      },
    };
  }

  #stringSection(): Section {
    const scanner = this.#strings;
    return {
      name: 'strings',
      get isDone() {
        return scanner.done;
      },
      describe: () => `inside its strings, after ${formatCount(scanner.table.count)}`,
      read: (chunk, position) => {
        const next = scanner.scan(chunk, position, chunk.length);
        if (next < 0) this.#fail(scanner.failedAt, scanner.problem);
        return next;
      },
    };
  }

  /** @param fileBytes bytes taken from the file or stream, compressed if it is */
  finish(fileBytes: Bytes): Snapshot {
    if (this.#offset === 0) {
      this.#fail(
        0,
        'is empty',
        'A capture that still runs, was killed, or found the disk full leaves an empty file (docs/capture.md). Capture it again and let it finish.',
      );
    }
    if (this.#expect === 'start') this.#notASnapshot(0, 'it holds nothing but white space');
    if (this.#section) this.#fail(0, `the file ends ${this.#section.describe()}`, cutShort);
    if (this.#expect !== 'nothing')
      this.#fail(0, `the file ends before its ${this.#header ? '"strings" section' : 'header'}`, cutShort);

    const header = this.#header;
    if (!header) return this.#notASnapshot(0, 'it is JSON without a "snapshot" header');
    const nodes = this.#nodes ?? this.#fail(0, 'it has no section "nodes"');
    const edges = this.#edges ?? this.#fail(0, 'it has no section "edges"');
    if (!this.#strings.done) this.#fail(0, 'it has no section "strings"');
    if (header.location && !this.#locations)
      this.#fail(0, 'it has no section "locations", though its header names its fields');
    if (header.rootIndex / header.node.fieldCount >= nodes.stored) this.#fail(0, 'it has no nodes');
    if (nodes.edgeCount !== edges.stored) {
      this.#fail(
        0,
        `its nodes claim ${formatCount(nodes.edgeCount)} edges, and there are ${formatCount(edges.stored)}`,
      );
    }
    const totalSize = sumSizes(nodes, header.extraNativeBytes);
    if (totalSize > Number.MAX_SAFE_INTEGER)
      this.#fail(0, `its objects have ${formatBytes(totalSize)} in all, more than a number counts exactly`);
    const strings = this.#strings.table;
    const named: [string, { highestName: number; highestNameRecord: number }][] = [
      ['node', nodes],
      ['edge', edges],
    ];
    if (this.#traces) named.push(['traced function', this.#traces.functions]);
    for (const [what, { highestName, highestNameRecord }] of named) {
      if (highestName < strings.count) continue;
      const which = `${what} ${formatCount(highestNameRecord)}`;
      this.#fail(
        0,
        `${which} is named by string ${formatCount(highestName)}, and there are ${formatCount(strings.count)}`,
      );
    }
    return {
      path: this.#path,
      fileBytes,
      graph: toGraph(header, nodes, edges),
      strings,
      locations: this.#locations ? toLocations(this.#locations) : noLocations,
      traces: nodes.traceId && this.#traces?.finish(nodes.traceId.values),
      extraNativeBytes: header.extraNativeBytes,
      warnings: describeUnnamed(this.#path, nodes, edges),
    };
  }
}

/** Bytes at the end of a chunk in which there may be no whole record to be read at once. */
const plainTail = 128;

/** @returns the byte behind a comma that stands here, behind a number; the same position where there is none */
function skipSeparator(chunk: Uint8Array, position: number): number {
  const comma = chunk[position] === 0x0a ? position + 1 : position;
  return chunk[comma] === 0x2c ? comma + 1 : position;
}

/** A name from a file, for a message of one line. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}

/** A value taken as text, or passed over. */
class ValueSection implements Section {
  readonly name: string;
  readonly #scanner: ValueScanner;
  readonly #onDone: ((scanner: ValueScanner) => void) | undefined;

  constructor(name: string, keepLimit: number, onDone?: (scanner: ValueScanner) => void) {
    this.name = name;
    this.#scanner = new ValueScanner(keepLimit);
    this.#onDone = onDone;
  }

  get isDone(): boolean {
    return this.#scanner.done;
  }

  read(chunk: Uint8Array, position: number): number {
    const next = this.#scanner.scan(chunk, position, chunk.length);
    if (this.#scanner.done) this.#onDone?.(this.#scanner);
    return next;
  }

  describe(): string {
    return `inside its section ${quoted(this.name)}`;
  }
}
