import { editDistance, maxCompared } from '../base/edit-distance.ts';

/** The known name that a misspelt one most likely means; undefined where none is near. */
export function nearestName(known: readonly string[], misspelt: string): string | undefined {
  const [nearest] = known
    .map((name) => ({
      name,
      distance: editDistance(name.toLowerCase(), misspelt.toLowerCase().slice(0, maxCompared)),
    }))
    .sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= Math.max(2, nearest.name.length / 3) ? nearest.name : undefined;
}
