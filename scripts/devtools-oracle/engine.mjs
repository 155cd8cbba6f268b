// Drives DevTools' engine as its panel does, and turns what the two views would show into rows.
import { createReadStream } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { bundleEngine } from './bundle.mjs';

const CHUNK_BYTES = 10_000_000; // what DevTools' file reader takes at a time

/**
 * Loads snapshots with the bundled engine.
 *
 * @param {{heapMb: number, report: (phase: string, ms: number) => void}} options
 */
export async function openEngine({ heapMb, report }) {
  const bundles = await bundleEngine();
  const { HeapSnapshotLoader, HeapSnapshotModel } = await import(bundles.engine);

  async function load(file) {
    const start = performance.now();
    const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent: () => {} });
    let isBroken = false;
    loader.parsingComplete.catch(() => (isBroken = true));
    const bytes = createReadStream(file, { highWaterMark: CHUNK_BYTES });
    const chunks = file.endsWith('.gz') ? bytes.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : bytes;
    bytes.on('error', (error) => chunks.destroy(error));
    const decoder = new TextDecoder();
    for await (const chunk of chunks) {
      loader.write(decoder.decode(chunk, { stream: true }));
      // The parser gets its turn, so that chunks do not pile up in front of it.
      await new Promise((resolve) => setImmediate(resolve));
      if (isBroken) break;
    }
    if (!isBroken) loader.close();
    await loader.parsingComplete;
    const parsed = performance.now();
    report(`parse ${file}`, parsed - start);

    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(bundles.secondThread, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    const failed = new Promise((_, reject) => worker.once('error', reject));
    failed.catch(() => {});
    worker.postMessage({ port: port2 }, [port2]);
    const snapshot = await Promise.race([loader.buildSnapshot(port1), failed]);
    await worker.terminate();
    port1.close();
    report(`initialise ${file}`, performance.now() - parsed);
    return snapshot;
  }

  return { load, NodeFilter: HeapSnapshotModel.NodeFilter };
}

function totals(snapshot) {
  const { nodeCount, totalSize, maxJSObjectId } = snapshot.updateStaticData();
  return {
    nodeCount,
    edgeCount: snapshot.containmentEdges.length / snapshot.edgeFieldsCount,
    totalSize,
    extraNativeBytes: snapshot.profile.snapshot.extra_native_bytes ?? 0,
    maxJSObjectId,
  };
}

/** The Summary and the Statistics view. Rows in the view's order: retained size down, then name. */
export async function summary({ load, NodeFilter }, file) {
  const snapshot = await load(file);
  const { total, native, v8heap } = snapshot.getStatistics();
  const rows = Object.entries(snapshot.aggregatesWithFilter(new NodeFilter())).map(([key, row]) => [
    key,
    row.name,
    row.count,
    row.distance,
    row.self,
    row.maxRet,
  ]);
  return {
    ...totals(snapshot),
    statistics: { total, native, v8heap },
    rows: rows.sort((x, y) => y[5] - x[5] || compareNames(x[1], y[1])),
  };
}

/** The Comparison view. Rows in the view's order: allocated size down, then name. */
export async function diff({ load }, baselineFile, currentFile) {
  const baseline = await load(baselineFile);
  const current = await load(currentFile);
  // As the panel does: the later snapshot's definitions name the plain objects of both.
  const base = baseline.aggregatesForDiff(current.interfaceDefinitions());
  const rows = Object.entries(current.calculateSnapshotDiff(1, base)).map(([key, row]) => [
    key,
    row.name,
    row.addedCount,
    row.removedCount,
    row.countDelta,
    row.addedSize,
    row.removedSize,
    row.sizeDelta,
  ]);
  return {
    baseline: totals(baseline),
    current: totals(current),
    rows: rows.sort((x, y) => y[5] - x[5] || compareNames(x[1], y[1])),
  };
}

/** Every node in file order, one array for each column; `classKey` is an index into `classKeys`. */
export async function nodes({ load }, file) {
  const snapshot = await load(file);
  const node = snapshot.createNode(0);
  const dominator = snapshot.createNode(0);
  const indexByKey = new Map();
  const columns = {
    id: [],
    self: [],
    retained: [],
    distance: [],
    dominator: [],
    detachedness: [],
    classKey: [],
  };
  for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    dominator.nodeIndex = node.dominatorIndex();
    const internalKey = node.classKeyInternal();
    // A number stands for a name without a place in a script: the views write it like this.
    const key = typeof internalKey === 'number' ? `,${snapshot.strings[internalKey]}` : internalKey;
    if (!indexByKey.has(key)) indexByKey.set(key, indexByKey.size);
    columns.id.push(node.id());
    columns.self.push(node.selfSize());
    columns.retained.push(node.retainedSize());
    columns.distance.push(node.distance());
    columns.dominator.push(dominator.id());
    columns.detachedness.push(node.detachedness());
    columns.classKey.push(indexByKey.get(key));
  }
  return { nodeCount: snapshot.nodeCount, classKeys: [...indexByKey.keys()], columns };
}

function compareNames(x, y) {
  if (x === y) return 0;
  return x < y ? -1 : 1;
}
