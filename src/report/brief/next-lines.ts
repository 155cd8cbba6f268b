import { isConstructor } from '../../analysis/class-origins.ts';
import { shellQuote } from '../../base/shell-quote.ts';
import { overviewCommand, retainersCommand } from '../../check/next-command.ts';
import type { ClassRetainers } from '../../paths/class-retainers.ts';
import type { ObjectsReport } from '../objects-report.ts';
import type { ComparisonReport, SummaryReport } from '../report.ts';
import type { RetainersReport } from '../retainers-report.ts';
import type { ShownObjectReport } from '../shown-object-report.ts';
import { nextLine } from './brief-parts.ts';

/** Characters: of a hundred files the names alone would be more than all the rest. */
const maxCommand = 1000;

/** Who owns the first suspect; and where the verdict is open, the capture that would decide. */
export function nextAfterComparison({
  snapshots,
  matchedBy,
  verdict,
  suspects: [first],
}: ComparisonReport): string[] {
  const paths = snapshots.map(({ path }) => path);
  if (verdict.result === 'no-leak') {
    const command = `snapdiff check ${paths.map(shellQuote).join(' ')}`;
    return command.length <= maxCommand
      ? [nextLine(command, 'the same as an exit code, for CI')]
      : [nextLine('snapdiff check --help', 'check with the same files gives an exit code, for CI')];
  }
  const capture = nextLine(
    'snapdiff capture',
    matchedBy === 'id'
      ? 'to decide, take one more of the same process after as much work, and compare all'
      : 'to be sure, take three of one process with --count 3, and compare these',
  );
  if (!first) return [capture];
  // "name()" is a function's name, and no constructor's.
  const className = first.kind === 'closure' ? '' : first.className;
  const owners = retainersCommand({ className, nodeId: first.sampleIds[0] }, paths.at(-1) ?? '', paths[0]);
  return [nextLine(owners, 'who holds it'), ...(verdict.result === 'inconclusive' ? [capture] : [])];
}

/** Of what a program made, the first: strings and arrays say nothing of who has them. */
export function nextAfterSummary({ snapshot, classes }: SummaryReport): string {
  const chosen = classes.find(({ origin }) => isConstructor(origin));
  if (!chosen)
    return nextLine(`${overviewCommand([snapshot.path])} --top 40`, "the program's own are further down");
  return nextLine(retainersCommand(chosen, snapshot.path, undefined), 'who holds it');
}

/** One that holds most of them, the nearest; or the object itself. */
export function nextAfterRetainers({ snapshot, ofClass, ofObject }: RetainersReport): string {
  const id = ofObject?.nodeId ?? (ofClass ? holderOfMost(ofClass) : undefined);
  return id === undefined
    ? nextLine(overviewCommand([snapshot.path]))
    : nextLine(showCommand(snapshot.path, id), 'what is in it');
}

/** Down the way to most of the objects, while it is that of half of them. */
function holderOfMost({ branches }: ClassRetainers): number | undefined {
  const half = (branches[0]?.objectCount ?? 0) / 2;
  const forkAt = branches.findIndex(({ depth, objectCount }, at) => depth !== at || objectCount < half);
  const way = forkAt < 0 ? branches : branches.slice(0, forkAt);
  return way.findLast(({ nodeId, endCount }) => nodeId !== undefined && endCount === 0)?.nodeId;
}

export function nextAfterObjects({ snapshot, objects: [first] }: ObjectsReport): string {
  return first === undefined
    ? nextLine(overviewCommand([snapshot.path]))
    : nextLine(`snapdiff retainers ${shellQuote(snapshot.path)} --id ${first.nodeId}`, 'why it is alive');
}

/** Its holder, where one is known. */
export function nextAfterShown({ snapshot, object, holder }: ShownObjectReport): string {
  return holder
    ? nextLine(showCommand(snapshot.path, holder.nodeId), 'what holds it')
    : nextLine(`snapdiff retainers ${shellQuote(snapshot.path)} --id ${object.nodeId}`, 'all that holds it');
}

function showCommand(path: string, id: number): string {
  return `snapdiff show ${shellQuote(path)} @${id}`;
}
