// The thread's side of `report-maker.ts`: started as a worker, it reads files, makes one report of them, and is done.
import { parentPort, workerData } from 'node:worker_threads';
import { takeApart } from '../base/errors.ts';
import { inSteps } from '../base/progress.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import { compareFiles } from '../files/compare-files.ts';
import { GarbageCollector } from '../files/collect-garbage.ts';
import { explainReportMemory } from '../files/out-of-memory.ts';
import { readSourceMaps } from '../files/source-maps.ts';
import { summarizeFile } from '../files/summarize-file.ts';
import type { ReadFileOptions } from '../files/read-file.ts';
import { makeComparisonReport } from '../report/comparison-report.ts';
import { pageData } from '../report/html/page-data.ts';
import { jsonLine } from '../report/json.ts';
import { verdictLabel } from '../report/suspect-text.ts';
import { makeSummaryReport } from '../report/summary-report.ts';
import { maxListed, type MadeReport, type ReportMessage, type ReportRequest } from './report-maker.ts';

const { paths, sourceMaps, jobs, form } = workerData as ReportRequest;
const say = (message: ReportMessage): void => parentPort?.postMessage(message);

try {
  say({ kind: 'made', report: await makeReport() });
} catch (error) {
  say({ kind: 'failed', error: takeApart(explainReportMemory(error)) });
}

async function makeReport(): Promise<MadeReport> {
  const options = await readOptions();
  const [path = '', ...more] = paths;
  // All that a page has room for, strings too: it is the owner's own, and nothing of it leaves the machine.
  const selection = { top: 0 };
  const privacy = { strings: 'included' } as const;
  if (more.length === 0) {
    const report = makeSummaryReport(await summarizeFile(path, options), selection);
    const { totalSize, nodeCount } = report.snapshot;
    const headline = `${path}: ${formatBytes(totalSize)} in ${formatCount(nodeCount)} objects.`;
    return { json: pageData({ ...report, privacy }), headline, order: [path] };
  }
  const comparison = await compareFiles(paths, options);
  const report = makeComparisonReport(comparison, form === 'lists' ? { top: maxListed } : selection);
  const headline = `${verdictLabel(report.verdict)}: ${report.verdict.reason}`;
  const order = report.snapshots.map((snapshot) => snapshot.path);
  return { json: form === 'lists' ? jsonLine(report) : pageData({ ...report, privacy }), headline, order };
}

async function readOptions(): Promise<ReadFileOptions> {
  const collector = new GarbageCollector();
  return {
    ...(form !== 'lists' && { details: 'strings' }),
    ...(jobs !== undefined && { jobs }),
    ...(sourceMaps !== undefined && { mapLocation: await readSourceMaps(sourceMaps) }),
    freeMemory: (age) => collector.free(age),
    onProgress: inSteps((phase, done, total) => say({ kind: 'progress', phase, done, total })),
  };
}
