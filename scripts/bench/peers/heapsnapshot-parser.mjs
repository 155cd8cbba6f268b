// heapsnapshot-parser: both files parsed to objects; ids compared by us. It takes the text or the parsed JSON, so the
// file has to fit in one string.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { argv } from 'node:process';
import { compareIds } from './compare-ids.mjs';

const [, , directory, baseline, current] = argv;
const { parse } = createRequire(`${directory}/package.json`)('heapsnapshot-parser');

const load = (path) => {
  const { nodes } = parse(readFileSync(path, 'utf8'));
  return (visit) => nodes.forEach((node) => visit(node.id, node.name));
};
compareIds(load(baseline), load(current));
