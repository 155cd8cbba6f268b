import { constants } from 'node:buffer';
import { createRequire } from 'node:module';
import { SnapdiffError, SnapshotFormatError } from '../base/errors.ts';
import type { Snapshot, StringTable } from '../heap/heap-graph.ts';
import { asEdgeColumn, asNodeColumn, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { mapEdgeKinds, mapNodeKinds, NodeKind } from '../heap/kinds.ts';
import { noProgress } from '../base/progress.ts';
import { openBytes } from './byte-source.ts';
import { parseHeader, type SnapshotHeader } from './format.ts';
import type { ReadOptions } from './read-snapshot.ts';

/** What of the package's graph is used: nodes with their edges, fields by V8's names. */
interface ParsedNode {
  readonly type: string;
  readonly name: number;
  readonly id: number;
  readonly self_size: number;
  readonly detachedness?: number;
  readonly references: readonly ParsedEdge[];
}
interface ParsedEdge {
  readonly type: string;
  readonly name_or_index: number;
  readonly toNode: ParsedNode;
}
interface ParserPackage {
  parse(file: unknown): { readonly nodes: readonly ParsedNode[] };
}
interface RawFile {
  readonly snapshot: unknown;
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly locations?: readonly number[];
  readonly strings: readonly string[];
}

/**
 * Reads a snapshot through the npm package heapsnapshot-parser, an independent reader for a second
 * opinion. It needs the whole file as one string (so under 512 MB) and an object for each node and
 * edge: about 33 times the file in memory. Allocation stacks are left out: the package does not read them.
 *
 * The package replaces names by their text, and takes array indexes for names while it is at it. It
 * is given a string table that maps every number to itself, so that both stay numbers.
 *
 * @throws SnapdiffError when the package is not installed, or the file is too large for it
 */
export async function readWithHeapsnapshotParser(path: string, options: ReadOptions = {}): Promise<Snapshot> {
  const parser = loadPackage();
  const { text, fileBytes } = await readText(path, options);
  let file: RawFile;
  try {
    file = JSON.parse(text) as RawFile;
  } catch (error) {
    throw new SnapshotFormatError(path, 0, 'it is not valid JSON', {
      cause: error,
      hint: "Leave out --parser: snapdiff's own reader says where it breaks.",
    });
  }
  const header = nameSymbols(parseHeader(JSON.stringify(file?.snapshot ?? null), path, 0));
  const identity: unknown = new Proxy([], { get: (_, key) => Number(key) });
  const unsound = (cause?: unknown): never => {
    throw new SnapshotFormatError(path, 0, 'heapsnapshot-parser finds no sound snapshot in it', {
      cause,
      hint: "Leave out --parser: snapdiff's own reader says where it breaks.",
    });
  };
  let nodes: readonly ParsedNode[] = [];
  try {
    const meta = { ...metaOf(file.snapshot), node_types: [header.nodeTypes] };
    ({ nodes } = parser.parse({ ...file, snapshot: { meta }, strings: identity }));
  } catch (error) {
    unsound(error);
  }
  if (!isSound(file, header, nodes)) unsound();

  const ordinalOf = new Map(nodes.map((node, ordinal) => [node, ordinal]));
  const nodeKinds = mapNodeKinds(header.nodeTypes);
  const edgeKinds = mapEdgeKinds(header.edgeTypes);
  const edges = nodes.flatMap((node) => node.references);
  const nodeColumn = (value: (node: ParsedNode) => number): Uint32Array => Uint32Array.from(nodes, value);

  const firstEdge = new Uint32Array(nodes.length + 1);
  for (const [ordinal, node] of nodes.entries())
    firstEdge[ordinal + 1] = firstEdge[ordinal] + node.references.length;
  const edgeKind = Uint8Array.from(edges, (edge) => edgeKinds[header.edgeTypes.indexOf(edge.type)]);
  const { location } = header;
  const locationRows = location ? (file.locations?.length ?? 0) / location.fieldCount : 0;
  const locationColumn = (offset: number, scale = 1): Uint32Array =>
    Uint32Array.from(
      { length: locationRows },
      (_, row) => (file.locations?.[row * (location?.fieldCount ?? 0) + offset] ?? 0) / scale,
    );

  return {
    path,
    fileBytes,
    graph: {
      nodeCount: nodes.length,
      edgeCount: edges.length,
      root: (header.rootIndex / header.node.fieldCount) as NodeOrdinal,
      nodeKind: asNodeColumn(nodeColumn((node) => nodeKinds.kinds[header.nodeTypes.indexOf(node.type)])),
      nodeName: asNodeColumn(nodeColumn((node) => node.name)),
      nodeId: asNodeColumn(
        nodes.some(({ id }) => id > 0xffffffff)
          ? Float64Array.from(nodes, (node) => node.id)
          : nodeColumn((node) => node.id),
      ),
      selfSize: asNodeColumn(Float64Array.from(nodes, (node) => node.self_size)),
      detachedness:
        header.node.optional.detachedness === undefined
          ? undefined
          : asNodeColumn(nodeColumn((node) => node.detachedness ?? 0)),
      firstEdge: asNodeColumn(firstEdge),
      edgeKind: asEdgeColumn(edgeKind),
      edgeName: asEdgeColumn(Uint32Array.from(edges, (edge) => edge.name_or_index)),
      edgeTarget: asEdgeColumn(Uint32Array.from(edges, (edge) => ordinalOf.get(edge.toNode) ?? 0)),
      nodeKindNames: nodeKinds.names,
    },
    strings: new StringList(file.strings),
    locations: {
      count: locationRows,
      node: locationColumn(location?.at.object_index ?? 0, header.node.fieldCount),
      scriptId: locationColumn(location?.at.script_id ?? 0),
      line: locationColumn(location?.at.line ?? 0),
      column: locationColumn(location?.at.column ?? 0),
    },
    extraNativeBytes: header.extraNativeBytes,
    warnings: [],
  };
}

/** V8 up to 6.7 wrote symbols as the type behind its list. The package knows no type that has no name. */
function nameSymbols(header: SnapshotHeader): SnapshotHeader {
  const { nodeTypes } = header;
  const isOld = nodeTypes.length === NodeKind.symbol && !nodeTypes.includes('symbol');
  return isOld ? { ...header, nodeTypes: [...nodeTypes, 'symbol'] } : header;
}

function metaOf(snapshot: unknown): object {
  return (snapshot as { readonly meta: object }).meta;
}

/** What the package does not check, and the analysis relies on. */
function isSound(file: RawFile, header: SnapshotHeader, nodes: readonly ParsedNode[]): boolean {
  if (!Array.isArray(file.strings) || nodes.length !== (header.nodeCount ?? nodes.length)) return false;
  const isName = (name: unknown): boolean => typeof file.strings[Number(name)] === 'string';
  let edgeCount = 0;
  for (const { type, name, references } of nodes) {
    if (!isName(name) || !header.nodeTypes.includes(type)) return false;
    edgeCount += references.length;
    for (const edge of references) {
      const isIndexed = edge.type === 'element' || edge.type === 'hidden';
      if (!header.edgeTypes.includes(edge.type) || !(isIndexed || isName(edge.name_or_index))) return false;
    }
  }
  if (edgeCount !== (header.edgeCount ?? edgeCount)) return false;
  const { location } = header;
  if (!location) return true;
  const { locations } = file;
  if (!Array.isArray(locations) || locations.length % location.fieldCount !== 0) return false;
  for (let slot = location.at.object_index; slot < locations.length; slot += location.fieldCount) {
    const node = Number(locations[slot]) / header.node.fieldCount;
    if (!Number.isInteger(node) || node < 0 || node >= nodes.length) return false;
  }
  return true;
}

function loadPackage(): ParserPackage {
  try {
    return createRequire(import.meta.url)('heapsnapshot-parser') as ParserPackage;
  } catch (error) {
    throw new SnapdiffError('the package heapsnapshot-parser is not installed', {
      cause: error,
      hint: 'Install it with "npm install heapsnapshot-parser", or leave out --parser: snapdiff has its own reader.',
    });
  }
}

async function readText(
  path: string,
  { onProgress = noProgress, signal }: ReadOptions,
): Promise<{ text: string; fileBytes: number }> {
  const source = await openBytes(path, onProgress);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of source.chunks) {
      signal?.throwIfAborted();
      bytes += chunk.length;
      // All of it becomes one string, of a character per byte at most; a device may go on for ever.
      if (bytes > constants.MAX_STRING_LENGTH) {
        throw new SnapdiffError(
          `${path}: is too large for heapsnapshot-parser, which needs it as one string`,
          {
            hint: "Leave out --parser: snapdiff's own reader takes files of any size.",
          },
        );
      }
      chunks.push(Buffer.from(chunk));
    }
    return { text: Buffer.concat(chunks).toString('utf8'), fileBytes: source.bytesTaken() };
  } finally {
    await source.close();
  }
}

class StringList implements StringTable {
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get count(): number {
    return this.#texts.length;
  }

  at(index: StringIndex): string {
    return this.#texts[index];
  }
}
