// @vscode/v8-heap-parser (Rust as WebAssembly): both files decoded, their classes listed with retained sizes; it gives
// no ids by class, so what we compare is the number of objects of each class.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { argv, stdout } from 'node:process';

const [, , directory, baseline, current] = argv;
const { decode_bytes: decode, init_panic_hook: showPanics } = createRequire(`${directory}/package.json`)(
  '@vscode/v8-heap-parser',
);
showPanics();

const countByName = (path) => {
  const graph = decode(readFileSync(path));
  const groups = graph.get_class_groups(0, 1_000_000, false);
  const counts = new Map(groups.map((group) => [group.name(), group.children_len]));
  graph.free(); // WebAssembly has 4 GB for both
  return counts;
};
const before = countByName(baseline);
const after = countByName(current);
let changed = 0;
for (const name of new Set([...before.keys(), ...after.keys()])) {
  if (before.get(name) !== after.get(name)) changed++;
}
stdout.write(`${changed} names changed\n`);
