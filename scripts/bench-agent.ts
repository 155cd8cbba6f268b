// How soon the tools of `snapdiff mcp` answer about a pair of large snapshots of a real process:
//
//     npm run build && node --import tsx scripts/bench-agent.ts [--megabytes 107] [--times 5]
//
// Prints the median of each question in milliseconds, as in docs/agents.md. After a comparison the newest heap is opened in the
// background; so of the first question about it, asked at once, the time is that of opening it.
import process from 'node:process';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { endProcess } from '../test/support/child-processes.ts';
import { connect } from '../test/support/mcp-client.ts';
import { realPair } from './bench/real-pair.ts';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '107' }, times: { type: 'string', default: '5' } },
});
const { baseline, current } = realPair(Number(values.megabytes), (line) => console.error(line));
const snapshots = [baseline.path, current.path];
const snapshot = current.path;
const times = new Map<string, number[]>();

for (let time = 0; time < Number(values.times); time++) {
  const { call, client, server } = await connect({ args: ['--root', dirname(snapshot)] });
  const ask = async (what: string, name: string, given: Record<string, unknown>): Promise<unknown> => {
    const start = performance.now();
    const { data, text, isError } = await call(name, given);
    if (isError) throw new Error(text);
    times.set(what, [...(times.get(what) ?? []), performance.now() - start]);
    return data;
  };
  await ask('compare_snapshots, the first time', 'compare_snapshots', { snapshots });
  const { suspect, object_ids: ids } = (await ask('show_suspect', 'show_suspect', { snapshots })) as {
    suspect: { class: string };
    object_ids: number[];
  };
  await ask('compare_snapshots, again', 'compare_snapshots', { snapshots });
  await ask('show_object, at once after the comparison', 'show_object', { snapshot, id: ids[0] });
  await ask('show_object', 'show_object', { snapshot, id: ids[1] });
  await ask('show_owners of an object', 'show_owners', { snapshot, id: ids[0] });
  await ask('show_owners of a class, the first time', 'show_owners', { snapshot, class: suspect.class });
  await ask('show_owners of a class', 'show_owners', { snapshot, class: 'Map' });
  await client.close();
  await endProcess(server);
}
for (const [what, measured] of times) {
  const middle = measured.toSorted((a, b) => a - b)[measured.length >> 1];
  console.log(`${String(Math.round(middle)).padStart(6)} ms  ${what}`);
}
process.exit(0);
