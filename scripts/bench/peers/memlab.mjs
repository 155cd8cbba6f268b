// memlab: both files loaded with its full analysis (distances, dominators, retained sizes), as `memlab find-leaks` loads
// the last of its three; ids compared by us.
import { createRequire } from 'node:module';
import { argv } from 'node:process';
import { compareIds } from './compare-ids.mjs';

const [, , directory, baseline, current] = argv;
const require = createRequire(`${directory}/package.json`);
const memlab = createRequire(require.resolve('memlab'));
const { getFullHeapFromFile } = memlab('@memlab/heap-analysis');

const load = async (path) => {
  const heap = await getFullHeapFromFile(path);
  return (visit) => heap.nodes.forEach((node) => void visit(node.id, node.name));
};
compareIds(await load(baseline), await load(current));
