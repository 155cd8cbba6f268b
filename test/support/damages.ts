import type { SeededRandom } from './seeded-random.ts';

/** Makes a changed copy of a file's bytes. */
export type Damage = (bytes: Buffer, random: SeededRandom) => Buffer;

function digitAt(bytes: Buffer, random: SeededRandom): number {
  // A file without digits is no snapshot; any byte will do then.
  for (let tries = 0; tries < 1000; tries++) {
    const at = random.below(bytes.length);
    if ((bytes[at] ^ 0x30) <= 9) return at;
  }
  return 0;
}

/** What happens to files on their way, each by what it does. */
export const damages: Readonly<Record<string, Damage>> = {
  'a flipped bit': (bytes, random) => {
    const copy = Buffer.from(bytes);
    copy[random.below(bytes.length)] ^= 1 << random.below(8);
    return copy;
  },
  'a changed digit': (bytes, random) => {
    const copy = Buffer.from(bytes);
    copy[digitAt(bytes, random)] = 0x30 + random.below(10);
    return copy;
  },
  'a digit more': (bytes, random) => {
    const at = digitAt(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from('1'), bytes.subarray(at)]);
  },
  'a byte less': (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  },
  'a stretch less': (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(64))]);
  },
  'a stretch twice': (bytes, random) => {
    const at = random.below(bytes.length);
    const to = at + 1 + random.below(64);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  },
};
