// Child of fuzz.ts: tries one case after another, and writes the number of each to a file before it does, so that its parent
// knows which it was if this process ends, or does not end. Arguments: seed, first number, how many, that file. Ends with 1
// when one is answered wrong.
import { openSync, writeSync } from 'node:fs';
import process from 'node:process';
import { drawCase } from './cases.ts';
import { tryCase, type Outcome } from './try-case.ts';

const [seed = 0, from = 0, files = 0] = process.argv.slice(2, 5).map(Number);
const progress = openSync(process.argv[5] ?? '', 'w');
const outcomes: Record<Outcome, number> = { opened: 0, refused: 0, unsettled: 0 };
for (let file = from; file < from + files; file++) {
  writeSync(progress, String(file).padEnd(16), 0);
  const one = drawCase(seed, file);
  try {
    outcomes[await tryCase(one)]++;
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
console.log(
  `${outcomes.opened} opened and answered as the model does, ${outcomes.refused} refused in one line, ` +
    `${outcomes.unsettled} opened where nothing says what to do`,
);
