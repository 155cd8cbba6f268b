import type { HeapDetails } from '../../compare/heap-details.ts';
import type { ClassObjects, HeldObject, HeldObjects, ObjectStep } from '../../paths/held-objects.ts';
import type { ReportDetails } from '../report-details.ts';

/** Objects in a report, of all classes together: with their paths each is some 300 bytes. */
const maxObjects = 1000;
/** Steps of their paths, those that they share once. */
const maxSteps = 3000;

/** A class a report lists. Those of a check are told by their name alone. */
interface ListedClass {
  readonly key?: string;
  readonly className: string;
}

/** Of the details what belongs to the classes that are listed, in their order. */
export function chooseDetails(
  details: HeapDetails | undefined,
  listed: readonly ListedClass[],
): ReportDetails {
  if (!details) return {};
  const { tree, objects, timeline } = details;
  return { tree, objects: chooseObjects(objects, listed), ...(timeline && { timeline }) };
}

function chooseObjects({ classes, steps }: HeldObjects, listed: readonly ListedClass[]): HeldObjects {
  const byKey = new Map(classes.map((row) => [row.key, row]));
  const named = (name: string): ClassObjects[] => classes.filter(({ className }) => className === name);
  // Of two processes a class is its name.
  const chosen = new Set(
    listed.flatMap(({ key, className }) => {
      const found = key === undefined ? undefined : byKey.get(key);
      return found ? [found] : named(className);
    }),
  );
  const kept = new StepTable(steps);
  let room = maxObjects;
  const shown: ClassObjects[] = [];
  for (const row of chosen) {
    const taken: HeldObject[] = [];
    for (const object of row.objects) {
      if (room === 0 || kept.steps.length + object.path.length > maxSteps) break;
      room--;
      taken.push({ ...object, path: object.path.map((step) => kept.keep(step)) });
    }
    if (taken.length === 0) break;
    const left = row.objects.length - taken.length;
    shown.push({ ...row, objects: taken, omittedObjectCount: row.omittedObjectCount + left });
  }
  return { steps: kept.steps, classes: shown };
}

/** The steps that are still needed, numbered anew. */
class StepTable {
  readonly steps: ObjectStep[] = [];
  readonly #all: readonly ObjectStep[];
  readonly #positions = new Map<number, number>();

  constructor(all: readonly ObjectStep[]) {
    this.#all = all;
  }

  keep(step: number): number {
    const known = this.#positions.get(step);
    if (known !== undefined) return known;
    const position = this.steps.push(this.#all[step]) - 1;
    this.#positions.set(step, position);
    return position;
  }
}
