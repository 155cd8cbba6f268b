import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { compareSnapshots } from '../../src/compare/comparison.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import type { Snapshot } from '../../src/heap/heap-graph.ts';
import { assertFormatError } from '../support/assert-bad.ts';
import { readBytes } from '../support/byte-streams.ts';
import { damages, type Damage } from '../support/damages.ts';
import { parseDrawing, snapshotBytes } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { SeededRandom } from '../support/seeded-random.ts';

interface Outcomes {
  /** Cases that could still be read. */
  read: number;
  refused: number;
}

/** Whatever the damage: a snapshot that can be analysed and compared, or an error for the user. Nothing else. */
async function tryDamaged(bytes: Buffer, caseCount: number, seed: number, damage: Damage): Promise<Outcomes> {
  const random = new SeededRandom(seed);
  const sound = new Analysis(await readBytes(bytes));
  const outcomes = { read: 0, refused: 0 };
  for (let i = 0; i < caseCount; i++) {
    const damaged = damage(bytes, random);
    let snapshot: Snapshot | undefined;
    try {
      snapshot = await readBytes(damaged, random.chance(0.5) ? [] : [random.below(damaged.length)]);
    } catch (error) {
      assert.ok(error instanceof SnapdiffError, `case ${i}: ${String(error)}`);
      assertFormatError(error, '(stream)');
      outcomes.refused++;
    }
    if (snapshot) {
      outcomes.read++;
      const analysis = new Analysis(snapshot);
      const { classes } = summarize(analysis);
      const { totals } = compareSnapshots([sound, analysis]);
      compareSnapshots([analysis, sound]);
      const count = classes.reduce((sum, row) => sum + row.count, 0);
      assert.ok(count <= snapshot.graph.nodeCount && totals.addedCount <= count, `case ${i}`);
    }
  }
  return outcomes;
}

const real = gunzipSync(readFileSync(repositoryPath('fixtures/snapshots/bun/0.heapsnapshot.gz')));
const drawn = snapshotBytes(
  parseDrawing(`
    root -shortcut-> global
    root -element:1-> gc
    global -> a, b, o1, o2
    a -internal:"1 / part of key (a @7) -> value (b @9) pair in WeakMap (table @5)"-> b
    a: array "(map descriptors)"
    b: native "<div id=x>" detached=2 at=1:2:3
    b -> c
    c: native system detached=1 at=1:2:3
    gc -hidden:3-> h
    h: hidden "system / NativeContext" size=100
    h -property:sloppy_function_map-> b
    o1: object Object
    o2: object Object
    o1 -> a, b
    o2 -> a, b
    h -internal:elements-> o1
  `),
  { producer: 'chrome', isTracked: true },
);

for (const [what, damage] of Object.entries(damages)) {
  test(`a drawn file with ${what} is read and compared, or refused in one line`, async () => {
    const { read, refused } = await tryDamaged(drawn, 400, 1, damage);
    assert.ok(read > 0 && refused > 0, `${read} read, ${refused} refused`);
  });

  test(`a real file with ${what} is read and compared, or refused in one line`, async () => {
    const { read, refused } = await tryDamaged(real, 60, 2, damage);
    assert.equal(read + refused, 60);
  });
}

test('a real file whose ids and sizes are all over the place is read and compared', async () => {
  const text = real.toString('latin1');
  const from = text.indexOf('"nodes":[') + '"nodes":['.length;
  const to = text.indexOf(']', from);
  const random = new SeededRandom(3);
  for (let round = 0; round < 5; round++) {
    // Bun's nodes have seven fields: the third is the id, the fourth the size.
    const numbers = text.slice(from, to).split(',').map(Number);
    for (let slot = 0; slot < numbers.length; slot += 7) {
      if (random.chance(0.5)) numbers[slot + 2] = random.below(2 ** 32);
      if (random.chance(0.5)) numbers[slot + 3] = random.below(2 ** 33);
    }
    const damaged = Buffer.from(text.slice(0, from) + numbers.join(',') + text.slice(to), 'latin1');
    const { read } = await tryDamaged(damaged, 1, round, () => real);
    assert.equal(read, 1);
  }
});
