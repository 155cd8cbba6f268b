// What a person has to write around a library that reads snapshots and compares nothing.

/** Adds the nodes of both sides that the other does not have to one count by name, and prints its size. */
export function compareIds(baseline, current) {
  const changes = new Map();
  const count = (own, other, step) => {
    const otherIds = new Set();
    other((id) => otherIds.add(id));
    own((id, name) => {
      if (!otherIds.has(id)) changes.set(name, (changes.get(name) ?? 0) + step);
    });
  };
  count(current, baseline, 1);
  count(baseline, current, -1);
  process.stdout.write(`${changes.size} names changed\n`);
}
