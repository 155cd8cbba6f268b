// v8-heapsnapshot: both files parsed to objects by a streaming JSON parser; ids compared by us.
import { createRequire } from 'node:module';
import { argv } from 'node:process';
import { compareIds } from './compare-ids.mjs';

const [, , directory, baseline, current] = argv;
const { parseSnapshotFromFile } = createRequire(`${directory}/package.json`)('v8-heapsnapshot');

const load = async (path) => {
  const { nodes } = await parseSnapshotFromFile(path);
  return (visit) => nodes.forEach((node) => visit(node.id, node.name));
};
compareIds(await load(baseline), await load(current));
